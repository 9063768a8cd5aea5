import { type FileHandle, open } from 'node:fs/promises';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A local file that is being written, and can be read meanwhile. */
export type GrowingFile = {
  path: string;
  /**
   * Waits until so many bytes are there.
   *
   * @returns false where the file ended before: all of it is there then
   * @throws as `complete`
   */
  has(bytes: number): Promise<boolean>;
  /** Resolves when all is written and the file is closed; rejects with what the source failed with. */
  complete: Promise<void>;
  /** All bytes from the first on, as they come. Fails with what the source failed with; destroying it stops only this reader. */
  read(): Readable;
};

const READ_BYTES = 2 ** 18;
const BUFFERED_BYTES = 2 ** 21;

/** Begins to write what comes from a source, as fast as it comes; the signal ends that at once. The caller awaits `complete` before it removes the file. */
export function growFile(path: string, source: AsyncIterable<Buffer>, signal: AbortSignal): GrowingFile {
  let written = 0;
  let isComplete = false;
  let changed = Promise.withResolvers<void>();
  function tell(): void {
    changed.resolve();
    changed = Promise.withResolvers();
  }

  async function write(): Promise<void> {
    const handle = await open(path, 'w');
    const target = new Writable({
      highWaterMark: BUFFERED_BYTES,
      write(bytes: Buffer, _encoding, done) {
        writeAll(handle, bytes).then(() => {
          written += bytes.length;
          tell();
          done();
        }, done);
      },
    });
    try {
      await pipeline(source, target, { signal });
    } finally {
      await handle.close();
    }
    isComplete = true;
  }
  const complete = write();
  complete.catch(() => {}).finally(tell);

  /** Waits for a change, unless everything is there. */
  async function wait(): Promise<void> {
    await Promise.race([changed.promise, complete]);
  }

  async function* readBytes(): AsyncGenerator<Buffer> {
    await using handle = await open(path);
    for (let at = 0; ; ) {
      while (at === written && !isComplete) await wait();
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  return {
    path,
    complete,
    async has(bytes) {
      while (written < bytes && !isComplete) await wait();
      return written >= bytes;
    },
    read: () => Readable.from(readBytes(), { objectMode: false, highWaterMark: READ_BYTES }),
  };
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
}
