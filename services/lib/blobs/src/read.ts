import { Readable } from 'node:stream';
import { type Binary, ObjectId } from 'mongodb';
import type { Bucket, Media } from './media.ts';

/** A file that should be there is not, or not whole: the store was restored from an older state. */
export class MissingFileError extends Error {}

/** A file whose chunks can be read in any choice. Lengths are in bytes; all chunks but the last have the same. */
export type OpenFile = {
  length: number;
  chunkSize: number;
  /**
   * The chunks of these numbers, which must ascend; each holds all of its bytes.
   *
   * Memory is bounded by two windows; leaving the loop stops the reading.
   *
   * @throws {MissingFileError} as soon as one is missing or cut
   */
  readChunks(numbers: Iterable<number>): AsyncGenerator<{ n: number; bytes: Buffer }>;
};

type FileDocument = { _id: ObjectId; length: number; chunkSize: number };
type ChunkDocument = { files_id: ObjectId; n: number; data: Binary };

/** Chunks fetched at a time (2 MiB at the usual 255 KiB); one window is used while the next one is on its way. */
const WINDOW_CHUNKS = 8;

/** A stored file's length in bytes, or undefined where there is none. */
export async function findFile(
  media: Media,
  bucket: Bucket,
  file: string,
): Promise<{ length: number } | undefined> {
  const found = await findFileDocument(media, bucket, file);
  return found ? { length: found.length } : undefined;
}

/** Opens a stored file to read from it here and there. @throws {MissingFileError} */
export async function openFile(media: Media, bucket: Bucket, file: string): Promise<OpenFile> {
  const found = await requireFile(media, bucket, file);
  const { length, chunkSize } = found;
  const read = (numbers: Iterable<number>) => readChunks(media, bucket, found, takeWindows(numbers));
  return { length, chunkSize, readChunks: read };
}

/**
 * The bytes from `start` to `end`, both included (the whole file by default).
 *
 * Reads windows of chunks: a driver's ranged read sorts all chunks that are left (1 s to the first byte of 400 MB,
 * instead of 15 ms). Destroying the stream stops the reading.
 *
 * @returns a stream that fails with `MissingFileError` instead of ending short
 */
export function readFile(
  media: Media,
  bucket: Bucket,
  file: string,
  range?: { start: number; end: number },
): Readable {
  return Readable.from(readBytes(media, bucket, file, range), { objectMode: false });
}

async function* readBytes(
  media: Media,
  bucket: Bucket,
  file: string,
  range: { start: number; end: number } | undefined,
): AsyncGenerator<Buffer> {
  const found = await requireFile(media, bucket, file);
  const { length, chunkSize } = found;
  const { start, end } = range ?? { start: 0, end: length - 1 };
  if (end >= length) throw new MissingFileError(`${file} has only ${length} bytes`);
  const numbers = count(Math.floor(start / chunkSize), Math.floor(end / chunkSize));
  // Who seeks in a song waits for one chunk only: windows begin small, and grow.
  for await (const { n, bytes } of readChunks(media, bucket, found, takeWindows(numbers, 1))) {
    const offset = n * chunkSize;
    yield bytes.subarray(Math.max(start - offset, 0), end - offset + 1);
  }
}

async function* readChunks(
  media: Media,
  bucket: Bucket,
  { _id, length, chunkSize }: FileDocument,
  windows: Iterator<number[], undefined>,
): AsyncGenerator<{ n: number; bytes: Buffer }> {
  let { value: asked } = windows.next();
  let coming = asked && fetchWindow(media, bucket, _id, asked);
  while (asked && coming) {
    const window = await coming;
    const expected = asked;
    asked = windows.next().value;
    coming = asked && fetchWindow(media, bucket, _id, asked);
    coming?.catch(() => {}); // awaited in the next turn, if there is one
    for (const [index, n] of expected.entries()) {
      const chunk = window[index];
      const size = Math.min(chunkSize, length - n * chunkSize);
      if (chunk?.n !== n || chunk.data.length() !== size)
        throw new MissingFileError(`chunk ${n} of ${_id.toHexString()} is missing`);
      yield { n, bytes: chunk.data.buffer.subarray(0, size) as Buffer };
    }
  }
}

/** Each window has twice as many chunks as the one before, up to the usual number, with which it begins by default. */
function* takeWindows(numbers: Iterable<number>, first = WINDOW_CHUNKS): Generator<number[], undefined> {
  let window: number[] = [];
  let size = first;
  for (const n of numbers) {
    window.push(n);
    if (window.length < size) continue;
    yield window;
    window = [];
    size = Math.min(2 * size, WINDOW_CHUNKS);
  }
  if (window.length > 0) yield window;
}

function* count(first: number, last: number): Generator<number> {
  for (let n = first; n <= last; n += 1) yield n;
}

async function fetchWindow(
  media: Media,
  bucket: Bucket,
  id: ObjectId,
  numbers: number[],
): Promise<ChunkDocument[]> {
  return media.db
    .collection<ChunkDocument>(`${bucket}.chunks`)
    .find({ files_id: id, n: { $in: numbers } })
    .sort({ n: 1 })
    .toArray();
}

async function requireFile(media: Media, bucket: Bucket, file: string): Promise<FileDocument> {
  const found = await findFileDocument(media, bucket, file);
  if (!found) throw new MissingFileError(`${bucket} has no file ${file}`);
  return found;
}

async function findFileDocument(media: Media, bucket: Bucket, file: string): Promise<FileDocument | null> {
  return media.db
    .collection<FileDocument>(`${bucket}.files`)
    .findOne({ _id: ObjectId.createFromHexString(file) });
}
