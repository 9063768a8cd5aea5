import { createHash } from 'node:crypto';
import { MissingFileError } from '@vc/blobs/read.ts';

/**
 * Passes a whole file on, but its last piece only once the hash of all is right: who reads bytes that are not those that were
 * stored gets a download that ends short, never one that looks whole.
 *
 * @throws {MissingFileError} where the hash is another
 */
export async function* verified(bytes: AsyncIterable<Buffer>, sha256: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let held: Buffer | undefined;
  for await (const piece of bytes) {
    hash.update(piece);
    if (held) yield held;
    held = piece;
  }
  const found = hash.digest('hex');
  if (found !== sha256)
    throw new MissingFileError(`the file has the hash ${found}, and should have ${sha256}`);
  if (held) yield held;
}
