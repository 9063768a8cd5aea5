import { type CommandResult, runCommand } from '@vc/local/command.ts';
import { SetupError } from '@vc/local/setup-error.ts';

/** Runs git in a folder; its messages are in English, whatever the machine speaks. */
export function tryGit(folder: string, ...args: string[]): Promise<CommandResult> {
  return runCommand(['git', '-C', folder, ...args], { env: { ...process.env, LC_ALL: 'C' } });
}

/**
 * Runs git, which must succeed.
 *
 * @returns what it printed, without white space around it
 * @throws {SetupError} with what git had to say
 */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tryGit(folder, ...args);
  if (code !== 0) throw new SetupError(`git ${args[0]} failed: ${stderr || stdout}`);
  return stdout.trim();
}

/** The full hash of a commit, unless this clone does not know it. */
export async function findCommit(folder: string, revision: string): Promise<string | undefined> {
  const { code, stdout } = await tryGit(
    folder,
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  );
  return code === 0 ? stdout.trim() : undefined;
}

/** Whether one commit is among those that another one was made upon, or is the same. */
export async function isAncestor(folder: string, older: string, newer: string): Promise<boolean> {
  const { code } = await tryGit(folder, 'merge-base', '--is-ancestor', older, newer);
  return code === 0;
}

/**
 * A shallow clone has cut histories: it would call commits unrelated that are not.
 *
 * @throws {SetupError} in one
 */
export async function requireHistory(folder: string): Promise<void> {
  if ((await git(folder, 'rev-parse', '--is-shallow-repository')) === 'true') {
    throw new SetupError('This clone is shallow; type: git fetch --unshallow, then try again.');
  }
}
