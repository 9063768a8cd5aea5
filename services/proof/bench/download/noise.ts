import { createCipheriv, createHash } from 'node:crypto';

/** Of the store. */
export const CHUNK_BYTES = 255 * 1_024;

/** As long as a chunk, and the same in every process. */
const BLOCK = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(
  Buffer.alloc(CHUNK_BYTES),
);

/** So many bytes of noise, which costs nothing to make. */
export function* noise(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= BLOCK.length) yield BLOCK.subarray(0, left);
}

/** The SHA-256 of as much noise, in hexadecimal digits. */
export function hashOf(bytes: number): string {
  const hash = createHash('sha256');
  for (const block of noise(bytes)) hash.update(block);
  return hash.digest('hex');
}
