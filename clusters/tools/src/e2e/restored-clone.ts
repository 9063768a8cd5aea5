import type { ClusterTarget } from '../cluster/target.ts';
import { git, tryGit } from '../git.ts';
import { type Clone, withClone } from './clone.ts';
import { waitUntilAllWell } from './states.ts';

/**
 * Works in a clone. Whatever was pushed from it, and whether the work ends well or not: afterwards the remote has the files of
 * before, and the cluster runs them.
 */
export function withRestoredClone<T>(target: ClusterTarget, work: (clone: Clone) => Promise<T>): Promise<T> {
  return withClone(target, async clone => {
    const before = await clone.pull();
    try {
      return await work(clone);
    } finally {
      await waitUntilAllWell(target, await restore(clone, before));
    }
  });
}

/** @returns the commit that has the files of `before` again */
async function restore(clone: Clone, before: string): Promise<string> {
  const tip = await clone.pull();
  const { code } = await tryGit(clone.folder, 'diff', '--quiet', before, tip);
  if (code === 0) return tip;
  await git(clone.folder, 'read-tree', '-u', '--reset', before);
  return clone.push('Put back what a scenario has left behind');
}
