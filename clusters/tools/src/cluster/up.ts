import type { SealingKey } from '../sealing/sealing-key.ts';
import {
  applicationsStep,
  argoCdStep,
  namespacesStep,
  type Render,
  repositorySecretStep,
} from './bootstrap.ts';
import { accessStep, identitiesStep } from './eks-access.ts';
import { addOnsStep, clusterStep } from './eks-cluster.ts';
import { nodesStep } from './eks-nodes.ts';
import { type Confirm, commitSecretsStep } from './first-commit.ts';
import { certificateStep, keepSealingKeyStep, sealingKeySecretStep } from './kept-sealing-key.ts';
import { kubeconfigStep } from './kubeconfig.ts';
import { preflightStep } from './preflight.ts';
import { type Sealing, sealStep } from './sealed-secrets.ts';
import { stackStep } from './stack.ts';
import type { Step } from './step.ts';
import { syncedStep } from './synced.ts';
import type { Target } from './target.ts';

/** What `up` needs besides programs. */
export interface UpMeans {
  makeKey: () => Promise<SealingKey>;
  render: Render;
  sealing: Sealing;
  confirm: Confirm;
  print: (line: string) => void;
  /** Shows the table of Applications in place of the one before. */
  show: (table: string) => void;
}

/** From an account to a cluster that Argo CD keeps as git has it. All questions come before the twenty minutes of eksctl. */
export function upSteps(target: Target, { makeKey, render, sealing, confirm, print, show }: UpMeans): Step[] {
  return [
    preflightStep(target),
    stackStep(target),
    keepSealingKeyStep(target, makeKey),
    certificateStep(target),
    sealStep(target, sealing),
    commitSecretsStep(target, { sealing, confirm, print }),
    clusterStep(target),
    nodesStep(target),
    addOnsStep(target),
    identitiesStep(target),
    accessStep(target),
    kubeconfigStep(target),
    namespacesStep(target, render),
    sealingKeySecretStep(target),
    argoCdStep(target, render),
    repositorySecretStep(target),
    applicationsStep(target),
    syncedStep(target, show),
  ];
}
