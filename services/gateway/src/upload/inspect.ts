import { createHash } from 'node:crypto';
import { Problem } from '@vc/kit/problem.ts';
import { HEAD_BYTES, sniffContainer } from './container.ts';

/** What is known of a file after its last byte. */
export type Inspection = { size: number; sha256: string; type: string };

/** A pipeline step that passes bytes on while it learns what they are. */
export type Inspector = {
  /** @throws {Problem} 415 when it is no video */
  pass(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer>;
  /** Only once `pass` has ended. */
  result(): Inspection;
};

/** Passes a file on, hashing and counting it, after its head has shown that it is a video: of anything else not a byte is stored. */
export function createInspector(): Inspector {
  const hash = createHash('sha256');
  let size = 0;
  let type = '';

  async function* pass(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let head = Buffer.alloc(0);
    for await (const chunk of source) {
      hash.update(chunk);
      size += chunk.length;
      if (type) yield chunk;
      else {
        head = Buffer.concat([head, chunk]);
        if (head.length < HEAD_BYTES) continue;
        type = identify(head);
        yield head;
      }
    }
    if (!type) {
      type = identify(head);
      yield head;
    }
  }

  return { pass, result: () => ({ size, sha256: hash.digest('hex'), type }) };
}

function identify(head: Buffer): string {
  const type = sniffContainer(head);
  if (type) return type;
  throw new Problem(
    415,
    'not-a-video',
    head.length === 0
      ? 'The file is empty.'
      : 'The file is not a video that we know: mp4, mov, m4v, mkv, webm, avi, flv, mpegts, mpeg, ogg, 3gp or wmv.',
  );
}
