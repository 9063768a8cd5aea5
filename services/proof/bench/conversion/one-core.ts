import { availableParallelism } from 'node:os';
import { runSuccessfully } from '@vc/local/command.ts';

/** Does work on the first core alone: this process and what it starts meanwhile; the store stays where it was. */
export async function onOneCore<T>(work: () => Promise<T>): Promise<T> {
  const cores = availableParallelism();
  const confine = (list: string) =>
    runSuccessfully(['taskset', '-a', '-p', '-c', list, String(process.pid)], {});
  await confine('0');
  try {
    return await work();
  } finally {
    await confine(`0-${cores - 1}`);
  }
}
