import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, runSuccessfully } from '@vc/local/command.ts';
import { SetupError } from '@vc/local/setup-error.ts';

/**
 * Does something with a repository's files as they were at a revision, in a folder that is gone afterwards.
 *
 * @throws {SetupError} when git does not know the revision
 */
export async function withWorktree<T>(
  repository: string,
  revision: string,
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  const { code, stdout } = await runCommand(
    ['git', 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
    { cwd: repository },
  );
  if (code !== 0) {
    throw new SetupError(
      `git knows no revision ${revision}; fetch it, or name one of \`git log --oneline\`.`,
    );
  }
  const parent = await mkdtemp(join(tmpdir(), 'video-converter-worktree-'));
  const folder = join(parent, 'repository');
  try {
    await runSuccessfully(['git', 'worktree', 'add', '--quiet', '--detach', folder, stdout.trim()], {
      cwd: repository,
    });
    return await work(folder);
  } finally {
    await runCommand(['git', 'worktree', 'remove', '--force', folder], { cwd: repository });
    await rm(parent, { recursive: true, force: true });
  }
}
