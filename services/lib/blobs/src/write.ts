import { Writable } from 'node:stream';
import { Binary, ObjectId } from 'mongodb';
import type { Bucket, Media } from './media.ts';
import { createPending } from './pending.ts';

/** GridFS's own: small enough for readers that want little of a file. */
const CHUNK_BYTES = 255 * 1024;

/**
 * Chunks of one file that are on their way at a time: while one waits for a majority's journal, others travel. The driver's own
 * stream has one.
 */
const CHUNKS_UNDER_WAY = 4;

/**
 * A stream that stores one file under an id noted before (`jobs.blob`). The file exists once the stream has finished; of
 * a stream that failed chunks may remain, which are found by that id.
 */
export function writeFile(media: Media, bucket: Bucket, file: string): Writable {
  const _id = ObjectId.createFromHexString(file);
  const chunks = media.db.collection(`${bucket}.chunks`);
  const pending = createPending(CHUNKS_UNDER_WAY);
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let filled = 0;
  let full = 0;

  async function take(bytes: Buffer): Promise<void> {
    for (let taken = 0; taken < bytes.length; ) {
      const copied = bytes.copy(chunk, filled, taken);
      filled += copied;
      taken += copied;
      if (filled === CHUNK_BYTES) await sendChunk();
    }
  }

  /** A buffer is the driver's until the chunk is stored: each chunk gets its own. */
  function sendChunk(): Promise<void> {
    const data = new Binary(chunk.subarray(0, filled));
    const n = full;
    full += 1;
    filled = 0;
    chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    return pending.add(chunks.insertOne({ files_id: _id, n, data }));
  }

  async function finish(): Promise<void> {
    const length = full * CHUNK_BYTES + filled;
    if (filled > 0) await sendChunk();
    await pending.settle();
    const document = { _id, length, chunkSize: CHUNK_BYTES, uploadDate: new Date(), filename: file };
    await media.db.collection<{ _id: ObjectId }>(`${bucket}.files`).insertOne(document);
  }

  return new Writable({
    write: (bytes: Buffer, _encoding, done) => void take(bytes).then(() => done(), done),
    final: done => void finish().then(() => done(), done),
  });
}
