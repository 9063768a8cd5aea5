import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A Node program in a process of its own; disposing of it kills it. */
export type ChildProgram = AsyncDisposable & {
  pid: number;
  /** What it printed first: it is ready since. */
  firstLine: string;
};

/**
 * Starts a program beside this file and waits for its first line. It dies with this process, and Ctrl-C reaches it only
 * through us.
 *
 * @throws when it ends without having printed a line
 */
export async function startProgram(
  file: string,
  { args = [], nodeOptions = '' }: { args?: readonly string[]; nodeOptions?: string } = {},
): Promise<ChildProgram> {
  const program = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', process.execPath, program, ...args], {
    env: { ...process.env, NODE_OPTIONS: nodeOptions },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const closed = once(child, 'close');
  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await closed;
  }
  const lines = createInterface({ input: child.stdout });
  const firstLine = await Promise.race([once(lines, 'line'), closed]).then(([line]) => line);
  if (typeof firstLine !== 'string' || child.pid === undefined) {
    await kill();
    throw new Error(`${file} ended before it was ready`);
  }
  return { pid: child.pid, firstLine, [Symbol.asyncDispose]: kill };
}
