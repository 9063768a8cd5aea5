import { runSuccessfully } from '@vc/local/command.ts';
import type { Ctr } from './images.ts';

/** Ends all processes of a container at once, as when memory is short: what it was doing is not told to anybody. */
export async function killContainer(ctr: Ctr, id: string): Promise<void> {
  // Of the first process, which cannot be killed from inside; with it the kernel ends all others of the container.
  await runSuccessfully([...ctr, 'tasks', 'kill', '--signal=SIGKILL', id]);
}
