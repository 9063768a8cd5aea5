import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { removeTree } from '@vc/local/native/bootstrap.ts';
import type { Progress } from '@vc/local/progress.ts';
import { clusterFolder, nodeFiles } from './layout.ts';
import { withNodeLock } from './lock.ts';
import { isMachineChanged, restoreMachine } from './machine.ts';
import { endNamespace, findNamespace } from './namespace.ts';
import { requireOwn } from './owner.ts';
import { requireRootOnLinux } from './preflight.ts';

/** Which node is stopped, and whether it could be started again as it was. */
export interface StopOptions {
  folder?: string;
  keepData?: boolean;
}

/**
 * Ends a node at once, as when the power fails, makes this machine what it was before, and removes the node's data. What is
 * left of one that was interrupted goes the same way; where there is none, nothing happens.
 *
 * @throws {SetupError} when it is that of another clone
 */
export async function stopNode(
  progress: Progress,
  { folder = clusterFolder(), keepData = false }: StopOptions = {},
): Promise<void> {
  const files = nodeFiles(folder);
  const isThere = existsSync(folder) || existsSync(removedFolder(folder)) || findNamespace(folder);
  if (!isThere) return;
  requireRootOnLinux();
  await withNodeLock(folder, async () => {
    await requireOwn(folder);
    await progress.step('Stopping the node', async detail => {
      const namespace = findNamespace(folder);
      if (namespace) await endNamespace(namespace);
      detail('bridges, firewall, control groups');
      if (namespace || isMachineChanged(files)) await restoreMachine(files);
      detail('data');
      if (!keepData) await removeData(folder);
    });
  });
}

/** Under another name, so that what an interrupted removal leaves is never taken for a node's data. */
async function removeData(folder: string): Promise<void> {
  await removeTree(removedFolder(folder));
  if (existsSync(folder)) await rename(folder, removedFolder(folder));
  await removeTree(removedFolder(folder));
}

const removedFolder = (folder: string) => `${folder}.removed`;
