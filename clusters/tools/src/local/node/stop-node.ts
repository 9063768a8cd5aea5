import { removeTree } from '@vc/local/native/bootstrap.ts';
import type { Progress } from '@vc/local/progress.ts';
import { clusterFolder, nodeFiles } from './layout.ts';
import { withNodeLock } from './lock.ts';
import { restoreMachine } from './machine.ts';
import { endNamespace, findNamespace } from './namespace.ts';
import { requireOwn } from './owner.ts';
import { requireRootOnLinux } from './preflight.ts';
import { installPrograms } from './programs.ts';

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
  requireRootOnLinux();
  await installPrograms(progress);
  await withNodeLock(folder, async () => {
    await requireOwn(folder);
    await progress.step('Stopping the node', async detail => {
      const namespace = findNamespace(folder);
      if (namespace) await endNamespace(namespace);
      detail('bridges, firewall, control groups');
      await restoreMachine(nodeFiles(folder));
      detail('data');
      if (!keepData) await removeTree(folder);
    });
  });
}
