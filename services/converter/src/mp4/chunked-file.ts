import type { OpenFile } from '@vc/blobs/read.ts';
import type { Range } from './ranges.ts';
import { Surprise } from './surprise.ts';

/** Reads bytes from `start` to before `end`. @throws {Surprise} beyond the end of the file */
export type ReadBytes = (start: number, end: number) => Promise<Buffer>;

/** A reader of a few places in a file. The chunk that was read last is kept: the places are often beside each other. */
export function createReader(file: OpenFile): ReadBytes {
  let kept: { n: number; bytes: Buffer } | undefined;
  return async (start, end) => {
    if (start < 0 || end > file.length) throw new Surprise(`the file ends before ${end}`);
    const numbers = [...chunkNumbers([{ start, end }], file.chunkSize)];
    if (kept && numbers.length === 1 && numbers[0] === kept.n) return cut(kept, file.chunkSize, start, end);
    const pieces: Buffer[] = [];
    for await (const chunk of file.readChunks(numbers)) {
      kept = chunk;
      pieces.push(cut(chunk, file.chunkSize, start, end));
    }
    return Buffer.concat(pieces);
  };
}

/** The bytes of merged ranges, in as few pieces as there are chunks; what lies between is not fetched by the chunk. */
export async function* readRanges(file: OpenFile, merged: readonly Range[]): AsyncGenerator<Buffer> {
  let next = 0;
  for await (const chunk of file.readChunks(chunkNumbers(merged, file.chunkSize))) {
    const end = (chunk.n + 1) * file.chunkSize;
    const pieces: Buffer[] = [];
    for (let range = merged[next]; range && range.start < end; range = merged[next]) {
      pieces.push(cut(chunk, file.chunkSize, range.start, range.end));
      if (range.end > end) break; // it goes on in the next chunk
      next += 1;
    }
    yield pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  }
}

function* chunkNumbers(merged: readonly Range[], chunkSize: number): Generator<number> {
  let last = -1;
  for (const { start, end } of merged) {
    if (end <= start) continue;
    const first = Math.max(Math.floor(start / chunkSize), last + 1);
    for (let n = first; n <= Math.floor((end - 1) / chunkSize); n += 1) {
      yield n;
      last = n;
    }
  }
}

function cut(chunk: { n: number; bytes: Buffer }, chunkSize: number, start: number, end: number): Buffer {
  const offset = chunk.n * chunkSize;
  return chunk.bytes.subarray(Math.max(start - offset, 0), Math.max(end - offset, 0));
}
