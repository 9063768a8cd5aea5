import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A disk of a few MiB in memory. */
export interface SmallDisk extends AsyncDisposable {
  /** A folder on it, for every process of ours. */
  readonly directory: string;
  /** Takes all the room that is left; returns how many bytes that were. */
  fill(): Promise<number>;
  /** Gives the room back. */
  empty(): Promise<void>;
  /** Bytes that are free. */
  free(): Promise<number>;
}

/** In its own view of the file systems, which ends with it, even if it is killed. Its stdin ends with us. */
const MOUNT = 'mount -t tmpfs -o size="$1",mode=0700 vc-small-disk /mnt && echo mounted && exec cat';

/**
 * Mounts one, as a tmpfs, where nobody else sees it: in the mount namespace of a process that holds it, which other
 * processes reach by `/proc/<pid>/root`. So nothing is left mounted, however this program ends.
 *
 * @throws when this is not root
 */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const view = ['--mount', '--propagation=private', 'sh', '-c', MOUNT, 'sh', `${megabytes}m`];
  const holder = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', ...view], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const closed = once(holder, 'close');
  const mounted = once(createInterface({ input: holder.stdout }), 'line');
  await Promise.race([mounted, closed]);
  if (holder.exitCode !== null || holder.pid === undefined) throw new Error('a tmpfs cannot be mounted here');

  const directory = `/proc/${holder.pid}/root/mnt`;
  const filling = join(directory, 'filling');
  return {
    directory,
    async fill() {
      await using file = await open(filling, 'a');
      const block = Buffer.alloc(64 * 1024);
      // The last bytes go one page at a time.
      for (const size of [block.length, 4_096]) {
        while (await file.write(block, 0, size).then(({ bytesWritten }) => bytesWritten === size, isFull));
      }
      return (await file.stat()).size;
    },
    empty: () => rm(filling, { force: true }),
    async free() {
      const { bavail, bsize } = await statfs(directory);
      return bavail * bsize;
    },
    async [Symbol.asyncDispose]() {
      holder.kill('SIGKILL');
      await closed;
    },
  };
}

function isFull(error: NodeJS.ErrnoException): false {
  if (error.code !== 'ENOSPC') throw error;
  return false;
}
