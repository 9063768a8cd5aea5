import { existsSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findProgram } from '@vc/local/find-program.ts';
import { removeTree } from '@vc/local/native/bootstrap.ts';
import type { Progress } from '@vc/local/progress.ts';
import { silentProgress } from '@vc/local/progress.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import { ensureTool } from '../../go-tool.ts';
import type { LocalNode } from '../node/node.ts';
import { claim, requireOwn } from '../node/owner.ts';
import { clusterConfiguration, type Mount } from './cluster-configuration.ts';
import { docker, dockerSays } from './docker.ts';
import { kind, kindNode } from './kind-node.ts';
import { approveKubeletCertificate } from './kubelet-certificate.ts';
import { CLUSTER, CONTAINER, kindFiles, kindFolder, NODE_IMAGE } from './layout.ts';

/** How long kind, and an API server after it, may take until the node is ready. */
const READY_LIMIT = { kind: '5m', milliseconds: 5 * 60_000 };

/** Makes a cluster with kind, or starts one that was stopped; it outlives this process. */
export async function startKindNode(
  progress: Progress,
  mounts: readonly Mount[] = [],
  folder: string = kindFolder(),
): Promise<LocalNode> {
  await claim(folder);
  await linkKubectl(folder, progress);
  const node = kindNode(folder, progress);
  const { kubeconfig } = kindFiles(folder);
  // An interrupted run leaves a container, but no kubeconfig.
  if ((await isContainerRunning()) !== undefined && !existsSync(kubeconfig)) await deleteCluster(progress);
  const isRunning = await isContainerRunning();
  if (isRunning === undefined) {
    await progress.step(`Starting ${NODE_IMAGE.replace(/@.*/, '')} with kind`, () =>
      create(kubeconfig, mounts, progress),
    );
  } else if (!isRunning) {
    await progress.step('Starting the node', () => docker('start', CONTAINER));
  }
  const isReady = async () => (await node.kubectl(['get', '--raw=/readyz'])).code === 0;
  await waitUntil('the API server is ready', isReady, READY_LIMIT.milliseconds);
  await approveKubeletCertificate(node);
  return node;
}

/** The cluster of {@link startKindNode}, if it runs. @throws {SetupError} when it is that of another clone */
export async function findKindNode(folder: string = kindFolder()): Promise<LocalNode | undefined> {
  if (!existsSync(kindFiles(folder).kubeconfig)) return undefined;
  await requireOwn(folder);
  return (await isContainerRunning()) ? kindNode(folder, silentProgress) : undefined;
}

/** Removes the cluster with all of its data, or what an interrupted run has left of it. */
export async function stopKindNode(progress: Progress, folder: string = kindFolder()): Promise<void> {
  if (!existsSync(folder)) return;
  await requireOwn(folder);
  await progress.step('Removing the cluster of kind', async () => {
    if ((await isContainerRunning()) !== undefined) await deleteCluster(progress);
    await removeTree(folder);
  });
}

/** Whether there is anything of a cluster of kind's. */
export function isKindNodeThere(folder: string = kindFolder()): boolean {
  return existsSync(folder);
}

function create(kubeconfig: string, mounts: readonly Mount[], progress: Progress): Promise<void> {
  const options = [
    `--name=${CLUSTER}`,
    `--image=${NODE_IMAGE}`,
    `--kubeconfig=${kubeconfig}`,
    `--wait=${READY_LIMIT.kind}`,
    '--config=-',
  ];
  return kind(progress, ['create', 'cluster', ...options], JSON.stringify(clusterConfiguration(mounts)));
}

function deleteCluster(progress: Progress): Promise<void> {
  return kind(progress, ['delete', 'cluster', `--name=${CLUSTER}`]);
}

/** Nothing where there is no such container, or no Docker. */
async function isContainerRunning(): Promise<boolean | undefined> {
  if (!findProgram('docker')) return undefined;
  const running = await dockerSays('container', 'inspect', '--format={{.State.Running}}', CONTAINER);
  return running === undefined ? undefined : running === 'true';
}

/** Scenarios and steps find it there, as with every node. */
async function linkKubectl(folder: string, progress: Progress): Promise<void> {
  const { kubectl } = kindFiles(folder);
  await mkdir(dirname(kubectl), { recursive: true });
  await rm(kubectl, { force: true });
  await symlink(await ensureTool('kubectl', progress), kubectl);
}
