import type { Stage } from '../../group.ts';
import type { World } from '../world.ts';
import { uploadInACrowd } from './crowd.ts';
import { sendForms } from './forms.ts';
import { requireNoOrphans } from './leftovers.ts';
import { peakMemory } from './memory.ts';
import { beginSlowHeads, sendSlowly } from './slow.ts';
import { smuggle } from './smuggling.ts';

/** Above what the gateway takes at rest (about 150 MiB), with room for buffers; less than a tenth of what is sent to it. */
const MEMORY_MIB = 400;

/**
 * Uploads as no honest client sends them.
 *
 * @returns what judges the connections whose heads never end: Node cuts them within 90 s, other cases are tried meanwhile
 */
export async function playMultipart(stage: Stage, world: World): Promise<() => Promise<void>> {
  const judgeSlowHeads = await beginSlowHeads(world, 100);
  await stage.attempt('forms that are too large, cut, doubled or malformed', () => sendForms(world));
  await stage.attempt('requests that may be read in two ways', () => smuggle(world));
  await stage.attempt('senders that are silent, slow or gone', () => sendSlowly(world));
  await stage.attempt('500 slow connections while customers upload', () => uploadInACrowd(world));
  await stage.attempt('what refused uploads leave', async () => {
    const files = await requireNoOrphans(world);
    const memory = await peakMemory(world);
    if (memory > MEMORY_MIB) throw new Error(`The gateway took ${memory} MiB, more than ${MEMORY_MIB} MiB.`);
    return `${files} files of jobs and no others, gateway at most ${memory} MiB`;
  });
  return () => stage.attempt('heads of requests that never end', judgeSlowHeads);
}
