import { readFile } from 'node:fs/promises';
import type { OpenFile } from '@vc/blobs/read.ts';
import { planAudioOnly } from '../../../../converter/src/mp4/audio-only.ts';
import { Surprise } from '../../../../converter/src/mp4/surprise.ts';
import { createRandom } from '../../random.ts';
import { damage } from './damage.ts';
import { ORIGINALS, type Original } from './originals.ts';

/** What the converter takes apart itself, before any ffmpeg. */
const OURS = ['the sample', 'mp4', 'mov'];

/** The index of these files is this near to one end; it is damaged there, since only it is read. */
const INDEX_BYTES = 8_192;

/**
 * Damages so many indexes by lot and has the converter take them apart: it may be surprised, and take the whole file instead.
 * Anything else it throws would be tried again as if it might pass. Returns what is wrong, a sentence each.
 */
export async function takeApartDamaged(
  count: number,
  seed: number,
  find: (original: Original) => Promise<string>,
): Promise<string[]> {
  const originals = ORIGINALS.filter(({ name }) => OURS.includes(name));
  const files = await Promise.all(originals.map(async original => readFile(await find(original))));
  const breaches: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const random = createRandom(seed * 1_000_003 + number);
    const whole = files[number % files.length] as Buffer; // there are some
    const isFirst = random.below(2) === 0;
    const [from, to] = isFirst ? [0, INDEX_BYTES] : [whole.length - INDEX_BYTES, whole.length];
    const bytes = Buffer.concat([
      whole.subarray(0, from),
      damage(whole.subarray(from, to), random),
      whole.subarray(to),
    ]);
    const breach = await takeApart(bytes);
    if (breach)
      breaches.push(`${originals[number % files.length]?.name}, seed ${seed}, number ${number}: ${breach}`);
  }
  return breaches;
}

async function takeApart(bytes: Buffer): Promise<string | undefined> {
  try {
    const { ranges } = await planAudioOnly(inMemory(bytes));
    const isWithin = ranges.every(({ start, end }) => start >= 0 && start < end && end <= bytes.length);
    return isWithin ? undefined : 'takes bytes that the file does not have';
  } catch (error) {
    return error instanceof Surprise ? undefined : String((error as Error).stack);
  }
}

/** A file in memory, in chunks as of a stored one. */
function inMemory(bytes: Buffer): OpenFile {
  const chunkSize = 255 * 1_024;
  return {
    length: bytes.length,
    chunkSize,
    async *readChunks(numbers) {
      for (const n of numbers) yield { n, bytes: bytes.subarray(n * chunkSize, (n + 1) * chunkSize) };
    },
  };
}
