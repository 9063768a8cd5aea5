import { readFile, writeFile } from 'node:fs/promises';
import { createRandom } from '../../random.ts';
import type { HostileFile } from '../hostile-file.ts';
import { damage } from './damage.ts';
import { ORIGINALS, type Original } from './originals.ts';

/**
 * So many damaged files, from each original in turn. A damaged file may become anything but a playlist; what is not allowed is
 * to crash, to hang, or to give an MP3 that is none.
 */
export function damagedFiles(
  count: number,
  seed: number,
  find: (original: Original) => Promise<string>,
): HostileFile[] {
  return Array.from({ length: count }, (_, index) => {
    const original = ORIGINALS[index % ORIGINALS.length] as Original; // there are some
    return {
      name: `${original.name}, damaged by seed ${seed}, number ${index}`,
      upload: 'either',
      outcomes: ['converted', 'corrupt', 'no-audio', 'not-a-video', 'too-long'],
      make: async path => {
        const random = createRandom(seed * 1_000_003 + index);
        await writeFile(path, damage(await readFile(await find(original)), random));
      },
    };
  });
}
