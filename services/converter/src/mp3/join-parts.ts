import { createReadStream } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { crc16 } from './crc16.ts';
import { findJoin, type Join } from './find-join.ts';
import { readPadding, rewriteInfo } from './info-frame.ts';
import { type Scan, scanFrames } from './scan.ts';

/** An MP3 of a part of some audio; `first` is the frame of the whole that its first frame should be. */
export type Part = { path: string; first: number };

/** Frames that the end of a part influences: the encoder looks ahead, and fills up with silence. */
const LAST_FRAMES = 6;

/**
 * Makes one MP3 of several whose audio overlaps by so many frames, as if it had been encoded at once. Holds none of them in
 * memory.
 *
 * @returns false, with nothing written, where they do not meet
 */
export async function joinParts(
  parts: readonly Part[],
  { overlap, isVariable }: { overlap: number; isVariable: boolean },
  target: string,
): Promise<boolean> {
  const pieces: Piece[] = [];
  for (const part of parts) {
    const scan = await scanFrames(part.path);
    if (!scan || scan.offsets.length < 3) return false;
    const piece: Piece = { ...part, ...scan, from: 1, to: scan.offsets.length - 1 };
    const before = pieces.at(-1);
    if (before && !(await cutBetween(before, piece, { frames: overlap - LAST_FRAMES, isVariable })))
      return false;
    pieces.push(piece);
  }
  await write(pieces, target);
  return true;
}

/**
 * A part, of which the frames `from` to before `to` are used, and then those that lead over to the next. Frame 0 is the header that
 * players read the length from.
 */
type Piece = Part & Scan & { from: number; to: number; lead?: Join };

async function cutBetween(
  left: Piece,
  right: Piece,
  { frames, isVariable }: { frames: number; isVariable: boolean },
): Promise<boolean> {
  const start = 1 + right.first - left.first;
  const [ours, theirs] = [await readFrames(left, start, frames), await readFrames(right, 1, frames)];
  const lead = ours && theirs && findJoin(ours, theirs, isVariable);
  if (!lead) return false;
  Object.assign(left, { to: start, lead });
  right.from = 1 + lead.count;
  return true;
}

async function readFrames(
  { path, offsets }: Piece,
  from: number,
  count: number,
): Promise<Buffer | undefined> {
  const [start, end] = [offsets[from], offsets[from + count]];
  if (start === undefined || end === undefined) return undefined;
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(end - start);
    await file.read(bytes, 0, bytes.length, start);
    return bytes;
  } finally {
    await file.close();
  }
}

async function write(pieces: readonly Piece[], target: string): Promise<void> {
  const [first, last] = [pieces[0], pieces.at(-1)];
  const [info, lastInfo] = [first && (await readFrames(first, 0, 1)), last && (await readFrames(last, 0, 1))];
  if (!first || !info || !lastInfo) throw new RangeError('nothing to join');
  const tagBytes = first.offsets[0] ?? 0;
  let checksum = 0;
  async function* bytes() {
    if (tagBytes > 0) yield* createReadStream(first?.path ?? '', { end: tagBytes - 1 });
    yield info;
    for (const piece of pieces) {
      for await (const block of readPiece(piece)) {
        checksum = crc16(block, checksum);
        yield block;
      }
    }
  }
  await writeFile(target, bytes());

  const bitrates = new Set(pieces.flatMap(({ bitrateIndexes, from, to }) => bitrateIndexes.slice(from, to)));
  const told = { sizes: pieces.flatMap(listSizes), isVariable: bitrates.size > 1, checksum };
  const rewritten = rewriteInfo(info, { ...told, padding: readPadding(lastInfo) });
  const file = await open(target, 'r+');
  try {
    await file.write(rewritten, 0, rewritten.length, tagBytes);
  } finally {
    await file.close();
  }
}

async function* readPiece({ path, offsets, from, to, lead }: Piece): AsyncGenerator<Buffer> {
  const [start = 0, end = 0] = [offsets[from], offsets[to]];
  if (end > start) yield* createReadStream(path, { start, end: end - 1 });
  if (lead) yield lead.frames;
}

function listSizes({ offsets, from, to, lead }: Piece): number[] {
  const own = offsets.slice(from, to).map((offset, n) => (offsets[from + n + 1] ?? 0) - offset);
  return [...own, ...(lead?.sizes ?? [])];
}
