import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { findProgram } from './find-program.ts';

/** What a finished command left behind. */
export interface CommandResult {
  code: number | null;
  stdout: string;
  /** The last lines of stderr, enough to say why it failed. */
  stderr: string;
}

/** Settings of {@link runCommand}. */
export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Written to the command's stdin, which then ends. */
  input?: string;
  /** Called with each line of stderr while the command runs. */
  onLine?: (line: string) => void;
  /** Kills the command and what it started. */
  signal?: AbortSignal;
}

const KEPT_LINES = 12;

/**
 * Runs a command to its end. On Linux it dies with this process, even by `kill -9`. A missing program counts as code
 * 127, as in a shell. It has a session of its own, so that Ctrl-C reaches it only through us.
 */
export async function runCommand(
  [file, ...args]: readonly [string, ...string[]],
  { cwd, env, input = '', onLine, signal }: CommandOptions = {},
): Promise<CommandResult> {
  const command = findProgram('setpriv')
    ? ['setpriv', '--pdeathsig', 'KILL', file, ...args]
    : [file, ...args];
  const child = spawn(command[0] ?? file, command.slice(1), { cwd, env, detached: true });
  const failed = new Promise<CommandResult>(resolve =>
    child.on('error', error => resolve({ code: 127, stdout: '', stderr: error.message })),
  );
  child.stdin.on('error', () => {}); // it ended without reading; its code tells why
  child.stdin.end(input);

  const kill = () => child.pid && process.kill(-child.pid, 'SIGKILL');
  signal?.addEventListener('abort', kill);

  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const stderr: string[] = [];
  createInterface({ input: child.stderr }).on('line', line => {
    onLine?.(line);
    stderr.push(line);
    if (stderr.length > KEPT_LINES) stderr.shift();
  });
  const closed = new Promise<CommandResult>(resolve =>
    child.on('close', code => resolve({ code, stdout, stderr: stderr.join('\n') })),
  );
  try {
    return await Promise.race([closed, failed]);
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}

/** Runs a command that must succeed and returns its stdout. */
export async function runSuccessfully(
  command: readonly [string, ...string[]],
  options?: CommandOptions,
): Promise<string> {
  const { code, stdout, stderr } = await runCommand(command, options);
  if (code !== 0) throw new Error(`${command[0]} ended with ${code}: ${stderr || stdout.slice(-2000)}`);
  return stdout;
}
