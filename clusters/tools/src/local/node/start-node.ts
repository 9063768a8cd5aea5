import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Progress } from '@vc/local/progress.ts';
import { ensureNodeBridge } from './bridges.ts';
import { requireCapabilities } from './capabilities.ts';
import { ensureCertificates } from './certificates.ts';
import { startComponent } from './component.ts';
import { writeConfiguration } from './configuration.ts';
import { ensureRules } from './firewall.ts';
import { filterBridges } from './kernel-settings.ts';
import { writeKubeconfigs } from './kubeconfigs.ts';
import { clusterFolder, type NodeFiles, nodeFiles } from './layout.ts';
import { withNodeLock } from './lock.ts';
import { isMachineChanged, rememberMachine, restoreMachine } from './machine.ts';
import { createNamespace, findNamespace, type NodeNamespace } from './namespace.ts';
import { type LocalNode, localNode } from './node.ts';
import { claim, requireOwn } from './owner.ts';
import { parts } from './parts.ts';
import { requireFreeMachine, requireRootOnLinux } from './preflight.ts';
import { installPrograms, linkPrograms } from './programs.ts';

/**
 * Starts a Kubernetes node that outlives this process, or what of it does not run. All that an earlier one with the same
 * folder has kept is there again.
 *
 * @param giveImages makes the folder of containerd's data, where there is none yet
 * @throws {UnsuitableMachine} when this machine cannot have one
 * @throws {SetupError} for what is in the way, and for a part that does not start, with the end of its log
 */
export async function startNode(
  progress: Progress,
  folder: string = clusterFolder(),
  giveImages?: (data: string) => Promise<void>,
): Promise<LocalNode> {
  requireRootOnLinux();
  await installPrograms(progress);
  const files = nodeFiles(folder);
  return withNodeLock(folder, async () => {
    await requireOwn(folder);
    const namespace = findNamespace(folder) ?? (await prepare(files, progress, giveImages));
    for (const group of parts(files)) {
      await allEnded(
        group.map(part =>
          progress.step(`Starting ${part.name}`, () => startComponent(part, files, namespace)),
        ),
      );
    }
    return localNode(files);
  });
}

/** All that the programs of a node find when they start. What an interrupted run or a crash has left is removed first. */
async function prepare(
  files: NodeFiles,
  progress: Progress,
  giveImages?: (data: string) => Promise<void>,
): Promise<NodeNamespace> {
  if (isMachineChanged(files)) await restoreMachine(files);
  await requireFreeMachine();
  await requireCapabilities(dirname(files.folder));
  await claim(files.folder);
  await linkPrograms(files, progress);
  if (!existsSync(files.containerd)) await giveImages?.(files.containerd);
  return progress.step('Preparing the node', async () => {
    await ensureCertificates(files);
    await writeKubeconfigs(files);
    await writeConfiguration(files);
    await rememberMachine(files);
    await ensureNodeBridge();
    await ensureRules();
    filterBridges();
    return createNamespace(files);
  });
}

/** Like `Promise.all`, but nothing of it goes on once this has settled. */
async function allEnded(work: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}
