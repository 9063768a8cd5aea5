import { existsSync } from 'node:fs';
import { rename, rmdir } from 'node:fs/promises';
import { removeTree } from '@vc/local/native/bootstrap.ts';
import type { Progress } from '@vc/local/progress.ts';
import { type BackupFiles, backupFiles, clusterFolder, nodeFiles } from './layout.ts';
import { withNodeLock } from './lock.ts';
import { isMachineChanged, restoreMachine } from './machine.ts';
import { endNamespace, findNamespace } from './namespace.ts';
import { requireOwn } from './owner.ts';
import { requireRootOnLinux } from './preflight.ts';

/** Which node is stopped, and whether it could be started again as it was. */
export interface StopOptions {
  folder?: string;
  keepData?: boolean;
  /** Whether backups go, too. */
  withBackups?: boolean;
}

/**
 * Ends a node at once, as when the power fails, makes this machine what it was before, and removes the node's data. What is
 * left of one that was interrupted goes the same way; where there is none, nothing happens. Backups stay, unless they are to go.
 *
 * @throws {SetupError} when it is that of another clone
 */
export async function stopNode(
  progress: Progress,
  { folder = clusterFolder(), keepData = false, withBackups = false }: StopOptions = {},
): Promise<void> {
  const files = nodeFiles(folder);
  const { kept } = backupFiles(folder);
  const folders = [folder, removedFolder(folder), ...(withBackups ? [kept] : [])];
  if (!folders.some(it => existsSync(it)) && !findNamespace(folder)) return;
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
      if (withBackups) await removeTree(kept);
      else if (!keepData) await removeUnused(backupFiles(folder));
    });
  });
}

/** Under another name, so that what an interrupted removal leaves is never taken for a node's data. */
async function removeData(folder: string): Promise<void> {
  await removeTree(removedFolder(folder));
  if (existsSync(folder)) await rename(folder, removedFolder(folder));
  await removeTree(removedFolder(folder));
}

/** The place for backups, where nobody has made one. */
async function removeUnused({ kept, data }: BackupFiles): Promise<void> {
  for (const folder of [data, kept]) await rmdir(folder).catch(() => {});
}

const removedFolder = (folder: string) => `${folder}.removed`;
