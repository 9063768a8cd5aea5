import { type Box, readBoxes, readChildren, readCode, readCount, readNumber, theOne } from './boxes.ts';
import { readFrameBytes } from './pcm.ts';
import type { Range } from './ranges.ts';
import { Surprise } from './surprise.ts';

/** Where a track's chunks lie, and the place in the index that says so. */
export type ChunkTable = {
  /** Begin and end of each chunk in the file. */
  chunks: Range[];
  /** The offset of the first entry in the index, and the bytes of one: 4, or 8 in a `co64`. */
  entries: { at: number; bytes: 4 | 8 };
};

/** What may stand in an audio track's sample table: no box that tells of encryption, or of other places in the file. */
const KNOWN = [
  'stsd',
  'stts',
  'stsc',
  'stsz',
  'stco',
  'co64',
  'ctts',
  'stss',
  'sgpd',
  'sbgp',
  'sdtp',
  'cslg',
];

/** Bytes of an entry; ffmpeg does not mind where a table ends, and reads as many entries as the count says. */
const ENTRY_BYTES: Record<string, number> = { stts: 8, ctts: 8, stss: 4 };

/** Four hours of AAC with each packet in a chunk of its own have 700,000. */
const MOST_CHUNKS = 1_000_000;

/**
 * Works out which bytes of the file a demuxer reads for a track: chunk offsets (`stco`, `co64`), samples in each chunk (`stsc`),
 * size of each sample (`stsz`), as in ISO/IEC 14496-12, 8.6 and 8.7.
 *
 * @throws {Surprise} where the tables disagree, or say what we do not read
 */
export function readChunkTable(index: Buffer, table: Box): ChunkTable {
  const boxes = readChildren(index, table, KNOWN);
  const description = theOne(boxes, 'stsd');
  const entries = readBoxes(index, description.body + 8, description.end).length;
  if (readNumber(index, description, 4) !== 1 || entries !== 1)
    throw new Surprise('several sample descriptions');
  if (readCode(index, description, 12) === 'enca') throw new Surprise('encrypted');

  for (const box of boxes) {
    const bytes = ENTRY_BYTES[box.type];
    if (bytes !== undefined) readCount(index, box, 4, bytes);
  }

  const offsets = theOne(
    boxes.filter(({ type }) => type === 'stco' || type === 'co64'),
    boxes.some(({ type }) => type === 'co64') ? 'co64' : 'stco',
  );
  const bytes = offsets.type === 'co64' ? 8 : 4;
  const count = readCount(index, offsets, 4, bytes);
  if (count > MOST_CHUNKS) throw new Surprise(`${count} chunks`);
  const at = offsets.body + 8;
  const readOffset = (n: number) =>
    bytes === 4 ? index.readUInt32BE(at + 4 * n) : Number(index.readBigUInt64BE(at + 8 * n));

  const runs = readRuns(index, theOne(boxes, 'stsc'), count);
  const measure = createMeasure(index, boxes, description);
  const chunks: Range[] = [];
  let samples = 0;
  for (const { first, end, each } of runs) {
    for (let n = first; n < end; n += 1) {
      const start = readOffset(n);
      chunks.push({ start, end: start + measure.read(samples, each) });
      samples += each;
    }
  }
  if (samples !== measure.samples)
    throw new Surprise(`${samples} samples in chunks, ${measure.samples} in all`);
  return { chunks, entries: { at, bytes } };
}

/** Chunks `first` to before `end`, counted from 0, have so many samples each. */
type Run = { first: number; end: number; each: number };

function readRuns(index: Buffer, box: Box, chunks: number): Run[] {
  const runs: Run[] = [];
  const count = readCount(index, box, 4, 12);
  for (let n = 0; n < count; n += 1) {
    const [first, each, description] = [0, 4, 8].map(offset =>
      readNumber(index, box, 8 + 12 * n + offset),
    ) as [number, number, number];
    const before = runs.at(-1);
    const isInOrder = before ? first - 1 > before.first : first === 1;
    if (!isInOrder || first > chunks || each === 0 || description !== 1)
      throw new Surprise('chunks out of order');
    if (before) before.end = first - 1;
    runs.push({ first: first - 1, end: chunks, each });
  }
  if (runs.length === 0) throw new Surprise('no chunks');
  return runs;
}

/** How many samples a track has, and the bytes that so many samples from one on take. */
type Measure = { samples: number; read(from: number, count: number): number };

function createMeasure(index: Buffer, boxes: Box[], description: Box): Measure {
  const sizes = theOne(boxes, 'stsz');
  const size = readNumber(index, sizes, 4);
  const samples = readNumber(index, sizes, 8);
  const times = theOne(boxes, 'stts');
  if (readNumber(index, times, 4) === 1 && readNumber(index, times, 12) === 1) {
    // Every sample lasts one tick: uncompressed audio. What `stsz` says of it is no size of old, and ffmpeg does not look.
    const bytes = readFrameBytes(index, description);
    return { samples, read: (_from, count) => count * bytes };
  }
  if (size > 0) return { samples, read: (_from, count) => count * size };
  readCount(index, sizes, 8, 4);
  return {
    samples,
    read(from, count) {
      if (from + count > samples) throw new Surprise('more samples in chunks than in all');
      let sum = 0;
      for (let n = from; n < from + count; n += 1) sum += index.readUInt32BE(sizes.body + 12 + 4 * n);
      return sum;
    },
  };
}
