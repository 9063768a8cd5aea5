import { join } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import {
  createTemporaryDirectory,
  removeAbandonedDirectories,
  removeDirectory,
} from '@vc/local/temporary-directory.ts';
import { findCommit, git, tryGit } from './git.ts';

/**
 * Does something with a repository's files as they were at a revision, in a folder that is gone afterwards; what is left of a run
 * that was interrupted goes with the next one.
 *
 * @throws {SetupError} when git does not know the revision
 */
export async function withWorktree<T>(
  repository: string,
  revision: string,
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  const commit = await findCommit(repository, revision);
  if (!commit) {
    throw new SetupError(
      `git knows no revision ${revision}; fetch it, or name one of \`git log --oneline\`.`,
    );
  }
  await removeAbandonedDirectories();
  const parent = await createTemporaryDirectory();
  const folder = join(parent, 'repository');
  try {
    await git(repository, 'worktree', 'add', '--quiet', '--detach', folder, commit);
    return await work(folder);
  } finally {
    await tryGit(repository, 'worktree', 'remove', '--force', folder);
    await removeDirectory(parent);
  }
}
