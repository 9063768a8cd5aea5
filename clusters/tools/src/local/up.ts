import { applicationsStep, argoCdStep, namespacesStep, type Render } from '../cluster/bootstrap.ts';
import { neverDone, type Step } from '../cluster/step.ts';
import type { ClusterTarget } from '../cluster/target.ts';
import type { LocalSource } from '../source-cache.ts';
import { accountSecret } from './backup-store.ts';
import { type DeploymentMeans, deploymentSteps } from './deployment-steps.ts';
import { certificateSecret, equipmentStep, GIT_SERVER, S3_SERVER, trustStep } from './equipment.ts';
import type { GithubCertificate } from './github-certificate.ts';
import { pushSources } from './github-sources.ts';
import { otherNamesStep } from './names.ts';
import { localSealingKeyStep } from './sealing-key.ts';

/** What `up` needs besides programs. */
export interface LocalMeans extends DeploymentMeans {
  certificate: () => Promise<GithubCertificate>;
  sources: () => Promise<LocalSource[]>;
  render: Render;
  /** Whether these are part of the node. */
  hasNamesAndVolumes: boolean;
}

/** How a cluster comes to be. */
export interface LocalUp {
  /** Chains of steps that need nothing of each other: most of each is waiting. */
  sideBySide: Step[][];
  /** What needs all of them. */
  afterwards: Step[];
}

/**
 * From a node with images to a cluster that Argo CD keeps as its git has it. From `Namespaces` on it is what `up eks` does, but for
 * where the sealing key is kept.
 */
export function localUp(target: ClusterTarget, means: LocalMeans): LocalUp {
  const { certificate, render, wanted, hasNamesAndVolumes } = means;
  const { commit, sync } = deploymentSteps(target, means);
  const git = equipmentStep(target, 'Git server', {
    file: 'git.yaml',
    namespace: 'git',
    deployment: 'git',
    url: GIT_SERVER,
    made: async () => [certificateSecret(await certificate())],
  });
  const deployer = [
    namespacesStep(target, render),
    trustStep(target, certificate),
    localSealingKeyStep(target, wanted.sealingKey),
    argoCdStep(target, render),
  ];
  const others = [
    ...(hasNamesAndVolumes ? [otherNamesStep(target)] : namesAndVolumes(target)),
    ...mailAndBackups(target, wanted),
  ];
  return {
    sideBySide: [[git, sourcesStep(means), commit], deployer, ...others.map(step => [step])],
    afterwards: [applicationsStep(target), sync],
  };
}

/** What a node brings along that somebody else has made, or that is managed. */
function namesAndVolumes(target: ClusterTarget): Step[] {
  return [
    equipmentStep(target, 'Names (CoreDNS)', {
      file: 'dns.yaml',
      namespace: 'kube-system',
      deployment: 'coredns',
    }),
    equipmentStep(target, 'Volumes', {
      file: 'storage.yaml',
      namespace: 'local-path-storage',
      deployment: 'local-path-provisioner',
    }),
  ];
}

function mailAndBackups(target: ClusterTarget, { backupAccount }: LocalMeans['wanted']): Step[] {
  return [
    equipmentStep(target, 'Mail sink', {
      file: 'mail-sink.yaml',
      namespace: 'mail',
      deployment: 'mail-sink',
    }),
    equipmentStep(target, 'S3 for backups', {
      file: 's3.yaml',
      namespace: 's3',
      deployment: 's3',
      url: S3_SERVER,
      made: async () => [accountSecret(backupAccount)],
    }),
  ];
}

function sourcesStep({ sources }: LocalMeans): Step {
  return {
    name: 'What others deploy, in git',
    advice: 'Look at the message of git.',
    isDone: neverDone,
    run: async () => pushSources(await sources(), GIT_SERVER),
  };
}
