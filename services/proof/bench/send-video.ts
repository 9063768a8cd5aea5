import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Where uploads go, as the programs that take them print it. */
export type Target = { url: string; token?: string };

/** Noise, sent over and over: making bytes must not be what is measured. */
const BLOCK = randomBytes(2 ** 18);

/** The first bytes of an MP4, which is all that is looked at. */
const MP4_HEAD = Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'latin1');

/**
 * Uploads a form with one file of so many bytes, as fast as it is taken.
 *
 * @throws when the answer is not 202
 */
export async function sendVideo({ url, token }: Target, bytes: number): Promise<void> {
  const boundary = `bench-${randomUUID()}`;
  const disposition = 'content-disposition: form-data; name="file"; filename="video.mp4"';
  const head = Buffer.from(`--${boundary}\r\n${disposition}\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const sending = request(url, {
    method: 'POST',
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': head.length + bytes + tail.length,
      ...(token && { authorization: `Bearer ${token}` }),
    },
  });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  sending.write(head);
  sending.write(MP4_HEAD);
  for (let left = bytes - MP4_HEAD.length; left > 0; left -= BLOCK.length) {
    // An early refusal ends the sending as well; nothing drains then.
    if (!sending.write(BLOCK.subarray(0, left))) await Promise.race([once(sending, 'drain'), answered]);
  }
  sending.end(tail);
  const [answer] = await answered;
  const body = await text(answer);
  if (answer.statusCode !== 202) throw new Error(`${url} answered ${answer.statusCode}: ${body}`);
}
