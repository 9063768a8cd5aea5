import { existsSync } from 'node:fs';
import { isComponentRunning } from './component.ts';
import { clusterFolder, nodeFiles } from './layout.ts';
import { findNamespace } from './namespace.ts';
import { type LocalNode, localNode } from './node.ts';
import { requireOwn } from './owner.ts';
import { parts } from './parts.ts';

/**
 * The node that {@link startNode} has started, if all of it runs.
 *
 * @throws {SetupError} when it is that of another clone
 */
export async function findNode(folder: string = clusterFolder()): Promise<LocalNode | undefined> {
  await requireOwn(folder);
  const files = nodeFiles(folder);
  const namespace = findNamespace(folder);
  const isComplete =
    namespace &&
    parts(files)
      .flat()
      .every(({ name }) => isComponentRunning(files, namespace, name));
  return isComplete ? localNode(files) : undefined;
}

/** Whether there is any of a node, be it one of which parts have ended, or only its data. */
export function isNodeThere(folder: string = clusterFolder()): boolean {
  return existsSync(folder) || findNamespace(folder) !== undefined;
}
