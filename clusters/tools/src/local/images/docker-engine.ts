import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from '@vc/local/find-program.ts';
import { removeTree } from '@vc/local/native/bootstrap.ts';
import type { Progress } from '@vc/local/progress.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { removeControlGroups } from './control-groups.ts';
import { isAlive } from './engine-api.ts';

/** Where its containers are accounted for, apart from those of the machine's own engine. */
const CONTROL_GROUP = 'video-converter-images';

/**
 * Nobody's but ours: its first process takes all others along, mounts vanish with the namespace, and no firewall rule, bridge
 * or setting of the machine's network is touched.
 */
const NAMESPACES = ['--mount', '--propagation=private', '--pid', '--fork', '--kill-child', '--mount-proc'];
const SETTINGS = ['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--bridge=none'];

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 20_000;

/**
 * Runs a Docker engine of our own while `work` runs, and gives it the engine's socket. What it built is kept in `folder` for
 * the next time. Two at once in one folder do not go: hold a lock.
 */
export async function withDockerEngine<T>(
  folder: string,
  progress: Progress,
  work: (socket: string) => Promise<T>,
): Promise<T> {
  requireRootOnLinux();
  await ensurePrograms(['dockerd', 'unshare', 'setpriv'], progress);
  const run = join(folder, 'run');
  await removeTree(run); // of one that was killed
  await mkdir(run, { recursive: true });
  await writeFile(join(run, 'settings.json'), '{}');
  const socket = join(run, 'socket');
  const log = join(folder, 'dockerd.log');
  const engine = start(folder, run, socket, log);
  try {
    await waitUntilReady(engine, socket, log);
    return await work(socket);
  } finally {
    await stop(engine);
    await removeControlGroups(CONTROL_GROUP);
    await removeTree(run);
  }
}

function requireRootOnLinux(): void {
  if (process.platform === 'linux' && process.getuid?.() === 0) return;
  throw new SetupError('Images for a cluster on this machine are built as root, on Debian or Ubuntu.');
}

function start(folder: string, run: string, socket: string, logFile: string): ChildProcess {
  const log = openSync(logFile, 'w', 0o600);
  const engine = spawn(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'unshare', ...NAMESPACES],
      ...[findProgram('dockerd') ?? 'dockerd', ...SETTINGS],
      `--host=unix://${socket}`,
      `--data-root=${join(folder, 'engine')}`,
      `--exec-root=${join(run, 'exec')}`,
      `--pidfile=${join(run, 'pid')}`,
      `--config-file=${join(run, 'settings.json')}`, // the machine's own engine has one
      `--cgroup-parent=/${CONTROL_GROUP}`,
    ],
    { stdio: ['ignore', log, log], detached: true }, // Ctrl-C reaches it only through us
  );
  closeSync(log);
  engine.on('error', () => {}); // seen as one that has ended
  return engine;
}

async function waitUntilReady(engine: ChildProcess, socket: string, log: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await isAlive(socket))) {
    if (!isRunning(engine) || Date.now() > deadline) {
      const lastLine = (await readFile(log, 'utf8')).trimEnd().split('\n').at(-1);
      throw new SetupError(
        `The Docker engine that builds images does not start. ${log} ends with: ${lastLine}`,
      );
    }
    await sleep(100);
  }
}

async function stop(engine: ChildProcess): Promise<void> {
  if (!isRunning(engine)) return;
  const ended = once(engine, 'exit');
  // `unshare` alone hears a signal; its end kills the engine, which by now does nothing that could be lost.
  engine.kill('SIGTERM');
  const limit = setTimeout(() => engine.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(limit);
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}
