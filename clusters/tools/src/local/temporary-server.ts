import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '@vc/local/setup-error.ts';

/** Mounts vanish with these, and the first process takes all others along. */
const NAMESPACES = ['--mount', '--propagation=private', '--pid', '--fork', '--kill-child', '--mount-proc'];

const START_LIMIT_MS = 60_000;

/** A program that is needed for a while. */
export interface TemporaryServer {
  /** As it is called in a message. */
  name: string;
  /** The program and its arguments. */
  argv: readonly string[];
  /** A file that begins anew. */
  log: string;
  isReady: () => Promise<boolean>;
}

/**
 * Runs a server in namespaces of its own while `work` runs. It ends with this process, however that ends.
 *
 * @throws {SetupError} with the last line of its log, when it does not start
 */
export async function whileRunning<T>(server: TemporaryServer, work: () => Promise<T>): Promise<T> {
  const child = start(server);
  try {
    await waitUntilReady(child, server);
    return await work();
  } finally {
    await stop(child);
  }
}

function start({ argv, log: file }: TemporaryServer): ChildProcess {
  const log = openSync(file, 'w', 0o600);
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', ...NAMESPACES, ...argv], {
    stdio: ['ignore', log, log],
    detached: true, // Ctrl-C reaches it only through us
  });
  closeSync(log);
  child.on('error', () => {}); // seen as one that has ended
  return child;
}

async function waitUntilReady(child: ChildProcess, { name, log, isReady }: TemporaryServer): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await isReady())) {
    if (!isRunning(child) || Date.now() > deadline) {
      const lastLine = (await readFile(log, 'utf8')).trimEnd().split('\n').at(-1);
      throw new SetupError(`${name} does not start. ${log} ends with: ${lastLine}`);
    }
    await sleep(100);
  }
}

/** `unshare` hears nothing else, and takes the server along, which by now does nothing that could be lost. */
async function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}
