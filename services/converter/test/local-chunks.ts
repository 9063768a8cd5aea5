import { open } from 'node:fs/promises';
import type { OpenFile } from '@vc/blobs/read.ts';

/** A local file in chunks like a stored one, which notes the chunks that were asked for. */
export async function openLocalChunks(
  path: string,
  chunkSize = 4_096,
): Promise<OpenFile & AsyncDisposable & { fetched: number[] }> {
  const file = await open(path);
  const { size: length } = await file.stat();
  const fetched: number[] = [];
  return {
    length,
    chunkSize,
    fetched,
    async *readChunks(numbers) {
      for (const n of numbers) {
        fetched.push(n);
        const bytes = Buffer.alloc(Math.min(chunkSize, length - n * chunkSize));
        await file.read(bytes, 0, bytes.length, n * chunkSize);
        yield { n, bytes };
      }
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}
