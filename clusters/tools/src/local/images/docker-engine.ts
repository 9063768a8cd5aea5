import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '@vc/local/find-program.ts';
import { removeTree } from '@vc/local/native/bootstrap.ts';
import type { Progress } from '@vc/local/progress.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { whileRunning } from '../temporary-server.ts';
import { removeControlGroups } from './control-groups.ts';
import { isAlive } from './engine-api.ts';

/** Where its containers are accounted for, apart from those of the machine's own engine. */
const CONTROL_GROUP = 'video-converter-images';

/** No firewall rule, bridge or setting of the machine's network is touched. */
const SETTINGS = ['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--bridge=none'];

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
  const engine = {
    name: 'The Docker engine that builds images',
    argv: engineCommand(folder, run, socket),
    log: join(folder, 'dockerd.log'),
    isReady: () => isAlive(socket),
  };
  try {
    return await whileRunning(engine, () => work(socket));
  } finally {
    await removeControlGroups(CONTROL_GROUP);
    await removeTree(run);
  }
}

function requireRootOnLinux(): void {
  if (process.platform === 'linux' && process.getuid?.() === 0) return;
  throw new SetupError('Images for a cluster on this machine are built as root, on Debian or Ubuntu.');
}

function engineCommand(folder: string, run: string, socket: string): string[] {
  return [
    ...[findProgram('dockerd') ?? 'dockerd', ...SETTINGS],
    `--host=unix://${socket}`,
    `--data-root=${join(folder, 'engine')}`,
    `--exec-root=${join(run, 'exec')}`,
    `--pidfile=${join(run, 'pid')}`,
    `--config-file=${join(run, 'settings.json')}`, // the machine's own engine has one
    `--cgroup-parent=/${CONTROL_GROUP}`,
  ];
}
