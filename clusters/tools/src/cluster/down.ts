import { ingressesStep, stopArgoCdStep, volumesStep, whileClusterLives } from './emptying.ts';
import { keptKeyName } from './kept-sealing-key.ts';
import { kubeconfigStep } from './kubeconfig.ts';
import { leftOversStep, loadBalancersStep } from './left-overs.ts';
import { accountStep } from './preflight.ts';
import {
  deleteClusterStep,
  deleteStackStep,
  forgetKeyStep,
  removeBackupsStep,
  removeKubeconfigStep,
} from './removal.ts';
import type { Step } from './step.ts';
import type { Target } from './target.ts';

/** From whatever there is to nothing; what is gone already is skipped. */
export function downSteps(target: Target, { withBackups }: { withBackups: boolean }): Step[] {
  return [
    accountStep(target),
    whileClusterLives(target, kubeconfigStep(target)),
    whileClusterLives(target, stopArgoCdStep(target)),
    whileClusterLives(target, ingressesStep(target)),
    whileClusterLives(target, volumesStep(target)),
    loadBalancersStep(target),
    deleteClusterStep(target),
    leftOversStep(target),
    deleteStackStep(target),
    ...(withBackups ? [removeBackupsStep(target), forgetKeyStep(target)] : []),
    removeKubeconfigStep(target),
  ];
}

/** What `down` is about to do, for who must agree to it. */
export function whatGoes(target: Target, { withBackups }: { withBackups: boolean }): string {
  const { cluster, account, region, backupBucket } = target.settings;
  const kept = `bucket ${backupBucket} with the backups, and ${keptKeyName(target)} in Secrets Manager`;
  return [
    `This destroys in account ${account}, region ${region}:`,
    `- EKS cluster ${cluster}: nodes, load balancers, network`,
    '- its volumes, with all users, jobs, videos and MP3s',
    `- all images in ${cluster}/*, the role of the workflow that pushes them, the key of the cluster's secrets`,
    withBackups ? `- ${kept}` : `It keeps ${kept}.`,
  ].join('\n');
}
