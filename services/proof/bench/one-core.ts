import { availableParallelism } from 'node:os';
import { runSuccessfully } from '@vc/local/command.ts';

/** Does work on the first core alone: this process and what it starts meanwhile; the store stays where it was. */
export async function onOneCore<T>(work: () => Promise<T>): Promise<T> {
  const cores = availableParallelism();
  await confine(process.pid, '0');
  try {
    return await work();
  } finally {
    await confine(process.pid, `0-${cores - 1}`);
  }
}

/** Confines all threads of a process, and what it starts from now on, to cores such as `0` or `0-3`. */
export async function confine(pid: number, cores: string): Promise<void> {
  await runSuccessfully(['taskset', '-a', '-p', '-c', cores, String(pid)], {});
}
