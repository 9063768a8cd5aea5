import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs `work` while no other process of this machine holds the lock of the same file. The kernel's flock is held by a
 * child that lives as long as its stdin is open, so even `kill -9` of this process frees it.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const holder = spawn('flock', ['--exclusive', file, 'sh', '-c', 'echo locked; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true, // Ctrl-C must not free the lock before the work has ended
  });
  const ended = once(holder, 'close');
  await Promise.race([once(holder.stdout, 'data'), ended.then(() => failed(file))]);
  holder.stdout.resume();
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}

function failed(file: string): never {
  throw new Error(`flock did not get the lock of ${file}`);
}
