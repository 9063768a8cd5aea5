import { Readable } from 'node:stream';
import { type Binary, ObjectId } from 'mongodb';
import type { Bucket, Media } from './media.ts';

/** A file that should be there is not, or not whole: the store was restored from an older state. */
export class MissingFileError extends Error {}

type FileDocument = { _id: ObjectId; length: number; chunkSize: number };
type ChunkDocument = { files_id: ObjectId; n: number; data: Binary };

/** Chunks fetched at a time (2 MiB at the usual 255 KiB); one window is sent while the next one is on its way. */
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

/**
 * The bytes from `start` to `end`, both included (the whole file by default).
 *
 * Reads windows of chunks: a driver's ranged read sorts all chunks that are left (1 s to the first byte of 400 MB,
 * instead of 15 ms). Memory is bounded by two windows; destroying the stream stops the reading.
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
  const found = await findFileDocument(media, bucket, file);
  if (!found) throw new MissingFileError(`${bucket} has no file ${file}`);
  const { start, end } = range ?? { start: 0, end: found.length - 1 };
  if (end >= found.length) throw new MissingFileError(`${file} has only ${found.length} bytes`);
  const lastChunk = Math.floor(end / found.chunkSize);

  let n = Math.floor(start / found.chunkSize);
  let coming = fetchWindow(media, bucket, found._id, n, lastChunk);
  while (n <= lastChunk) {
    const window = await coming;
    coming = fetchWindow(media, bucket, found._id, n + window.length, lastChunk);
    coming.catch(() => {}); // awaited in the next turn, if there is one
    for (const chunk of window) {
      const offset = n * found.chunkSize;
      const expected = Math.min(found.chunkSize, found.length - offset);
      if (chunk.n !== n || chunk.data.length() !== expected)
        throw new MissingFileError(`chunk ${n} of ${file} is missing`);
      yield chunk.data.buffer.subarray(
        Math.max(start - offset, 0),
        Math.min(end - offset + 1, expected),
      ) as Buffer;
      n += 1;
    }
    if (window.length === 0 && n <= lastChunk) throw new MissingFileError(`chunk ${n} of ${file} is missing`);
  }
}

async function fetchWindow(
  media: Media,
  bucket: Bucket,
  id: ObjectId,
  from: number,
  last: number,
): Promise<ChunkDocument[]> {
  if (from > last) return [];
  return media.db
    .collection<ChunkDocument>(`${bucket}.chunks`)
    .find({ files_id: id, n: { $gte: from, $lt: Math.min(from + WINDOW_CHUNKS, last + 1) } })
    .sort({ n: 1 })
    .toArray();
}

async function findFileDocument(media: Media, bucket: Bucket, file: string): Promise<FileDocument | null> {
  return media.db
    .collection<FileDocument>(`${bucket}.files`)
    .findOne({ _id: ObjectId.createFromHexString(file) });
}
