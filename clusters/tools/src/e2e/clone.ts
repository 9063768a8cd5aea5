import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import type { ClusterTarget } from '../cluster/target.ts';
import { git } from '../git.ts';
import { commitAll, openCheckout, pull } from '../local/checkout.ts';
import { remoteUrl } from '../local/commit-state.ts';

/** An operator's clone of the cluster's git, to push from. */
export interface Clone {
  folder: string;
  /** Writes a file anew; `undefined` stands for one that is not there, and removes it. @throws where that changes nothing */
  edit(path: string, change: (text: string | undefined) => string | undefined): Promise<void>;
  /** Commits whatever has changed, and pushes it. @returns the commit */
  push(message: string): Promise<string>;
  /** Takes back commits, newest first, as `git revert` does, and pushes that. @returns the last commit */
  revert(...commits: readonly string[]): Promise<string>;
  /** Makes the clone what the remote is by now. @returns its last commit */
  pull(): Promise<string>;
}

/** Works in a clone that is removed afterwards. */
export async function withClone<T>(target: ClusterTarget, work: (clone: Clone) => Promise<T>): Promise<T> {
  const folder = await createTemporaryDirectory();
  try {
    const { revision } = target.settings;
    await openCheckout(folder, remoteUrl(target), revision);
    return await work(openClone(folder, revision));
  } finally {
    await removeDirectory(folder);
  }
}

function openClone(folder: string, branch: string): Clone {
  const tip = () => git(folder, 'rev-parse', 'HEAD');
  const publish = async () => {
    await git(folder, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
    return tip();
  };
  return {
    folder,
    async edit(path, change) {
      const file = join(folder, path);
      const before = await readFile(file, 'utf8').catch(() => undefined);
      const text = change(before);
      if (text === before) throw new Error(`The edit changes nothing of ${path}.`);
      if (text === undefined) await git(folder, 'rm', '--quiet', '--force', path);
      else await writeFile(file, text);
    },
    async push(message) {
      await commitAll(folder, message);
      return publish();
    },
    async revert(...commits) {
      await git(folder, 'revert', '--no-edit', ...commits);
      return publish();
    },
    async pull() {
      await pull(folder, branch);
      return tip();
    },
  };
}
