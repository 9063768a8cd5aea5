import { runSuccessfully } from '@vc/local/command.ts';
import { ctr } from './images.ts';
import type { NodeFiles } from './layout.ts';

/** Ends all processes of a container at once, as when memory is short: what it was doing is not told to anybody. */
export async function killContainer(files: NodeFiles, id: string): Promise<void> {
  // Of the first process, which cannot be killed from inside; with it the kernel ends all others of the container.
  await runSuccessfully([...ctr(files), 'tasks', 'kill', '--signal=SIGKILL', id]);
}
