import { fakeVideo, videoForm } from '../../../../gateway/test/support/form.ts';
import { failIfAny } from '../breaches.ts';
import type { Customer } from '../customer.ts';
import type { World } from '../world.ts';
import { requireNoHalfUploads } from './leftovers.ts';
import { openRawConnection } from './raw-connection.ts';

/** A connection on which nothing came for so long says no more. */
const QUIET_MS = 700;

interface Case {
  name: string;
  /** Headers of the request that may be read in two ways. */
  framing: string[];
  body: string;
  /** Statuses of all answers on the connection. */
  expected: number[];
}

const CRLF = '\r\n';

/** A second request, hidden in the body of the first: whoever reads the first otherwise would answer it. */
const hidden = `GET /openapi.json HTTP/1.1${CRLF}Host: hidden${CRLF}${CRLF}`;
const chunk = (text: string, extension = '') =>
  `${text.length.toString(16)}${extension}${CRLF}${text}${CRLF}`;
const LAST_CHUNK = `0${CRLF}${CRLF}`;

// Each is a POST without a form, so that a body that was read as one request is 415, and one that may be read in two ways 400.
const CASES: readonly Case[] = [
  { name: 'control: one length', framing: ['Content-Length: 5'], body: 'hello', expected: [415] },
  {
    name: 'control: chunks',
    framing: ['Transfer-Encoding: chunked'],
    body: chunk('hello') + LAST_CHUNK,
    expected: [415],
  },
  {
    name: 'control: two requests, one after the other',
    framing: ['Content-Length: 5'],
    body: `hello${hidden}`,
    expected: [415, 200],
  },
  {
    name: 'chunk extensions',
    framing: ['Transfer-Encoding: chunked'],
    body: chunk(hidden, ';a=b;c="d"') + LAST_CHUNK,
    expected: [415],
  },
  {
    name: 'length and chunks',
    framing: [`Content-Length: ${LAST_CHUNK.length}`, 'Transfer-Encoding: chunked'],
    body: LAST_CHUNK + hidden,
    expected: [400],
  },
  {
    name: 'chunks and length',
    framing: ['Transfer-Encoding: chunked', 'Content-Length: 5'],
    body: LAST_CHUNK + hidden,
    expected: [400],
  },
  {
    name: 'two lengths',
    framing: ['Content-Length: 0', `Content-Length: ${hidden.length}`],
    body: hidden,
    expected: [400],
  },
  {
    name: 'the same length twice',
    framing: ['Content-Length: 5', 'Content-Length: 5'],
    body: 'hello',
    expected: [400],
  },
  { name: 'a list of lengths', framing: ['Content-Length: 5, 5'], body: 'hello', expected: [400] },
  { name: 'a length with a sign', framing: ['Content-Length: +5'], body: 'hello', expected: [400] },
  { name: 'a negative length', framing: ['Content-Length: -1'], body: hidden, expected: [400] },
  { name: 'a hexadecimal length', framing: ['Content-Length: 0x5'], body: hidden, expected: [400] },
  {
    name: 'a length beyond 64 bits',
    framing: [`Content-Length: ${'9'.repeat(30)}`],
    body: hidden,
    expected: [400],
  },
  {
    name: 'a folded header',
    framing: ['Transfer-Encoding:', ' chunked'],
    body: LAST_CHUNK + hidden,
    expected: [400],
  },
  {
    name: 'a folded header that hides another',
    framing: ['Content-Length: 0', 'X-Fold: a', ' Transfer-Encoding: chunked'],
    body: '',
    expected: [400],
  },
  {
    name: 'a space before the colon',
    framing: ['Content-Length: 0', 'Transfer-Encoding : chunked'],
    body: LAST_CHUNK + hidden,
    expected: [400],
  },
  { name: 'xchunked', framing: ['Transfer-Encoding: xchunked'], body: LAST_CHUNK + hidden, expected: [400] },
  {
    name: 'chunked, then another coding',
    framing: ['Transfer-Encoding: chunked, identity'],
    body: LAST_CHUNK + hidden,
    expected: [400],
  },
  {
    name: 'chunked twice in two headers',
    framing: ['Transfer-Encoding: chunked', 'Transfer-Encoding: xchunked'],
    body: LAST_CHUNK + hidden,
    expected: [400],
  },
  {
    name: 'a vertical tab in the coding',
    framing: ['Transfer-Encoding: \vchunked'],
    body: LAST_CHUNK + hidden,
    expected: [400],
  },
  {
    name: 'a chunk size with a prefix',
    framing: ['Transfer-Encoding: chunked'],
    body: `0x5${CRLF}hello${CRLF}${LAST_CHUNK}`,
    expected: [400],
  },
  {
    name: 'a chunk size beyond 64 bits',
    framing: ['Transfer-Encoding: chunked'],
    body: `${'F'.repeat(17)}${CRLF}hello${CRLF}${LAST_CHUNK}`,
    expected: [400],
  },
  {
    name: 'a line feed in a chunk extension',
    framing: ['Transfer-Encoding: chunked'],
    body: `5;a\nb${CRLF}hello${CRLF}${LAST_CHUNK}`,
    expected: [400],
  },
  {
    name: 'a chunk that is longer than it says',
    framing: ['Transfer-Encoding: chunked'],
    body: `2${CRLF}hello${CRLF}${LAST_CHUNK}`,
    expected: [415, 400],
  },
  { name: 'a bare line feed in the head', framing: ['X-A: b\nContent-Length: 0'], body: '', expected: [400] },
  { name: 'a NUL in a header', framing: ['X-A: b\0c', 'Content-Length: 0'], body: '', expected: [400] },
];

/** Sends each on a connection of its own: one answer, and never one to the hidden request. */
export async function smuggle(world: World): Promise<string> {
  const customer = await world.newCustomer();
  const breaches: string[] = [];
  for (const { name, framing, body, expected } of CASES) {
    const head = ['POST /upload HTTP/1.1', 'Host: x', `Authorization: Bearer ${customer.token}`, ...framing];
    const found = await exchange(world, head.join(CRLF) + CRLF + CRLF + body);
    if (found.join() !== expected.join())
      breaches.push(
        `${name}: answered by ${found.join(', ') || 'nothing'} instead of ${expected.join(', ')}.`,
      );
  }
  breaches.push(...(await sendWrongLengths(world, customer)));
  await requireNoHalfUploads(world);
  failIfAny(breaches);
  return `${CASES.length} framings, 2 uploads of a wrong length`;
}

/** An upload that is longer than it says, and one that is shorter and ends. */
async function sendWrongLengths(world: World, customer: Customer): Promise<string[]> {
  const form = videoForm(fakeVideo(5_000));
  const sendWith = async (length: number, isEnded: boolean) => {
    const head = [
      'POST /upload HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${customer.token}`,
      `Content-Type: ${form.type}`,
      `Content-Length: ${length}`,
    ];
    return await exchange(world, head.join(CRLF) + CRLF + CRLF + form.body.toString('latin1'), isEnded);
  };
  const longer = await sendWith(form.body.length - 100, false);
  const shorter = await sendWith(form.body.length + 100, true);
  return [
    ...(longer.join() === '400' ? [] : [`A body longer than it says: ${longer.join()}.`]),
    ...(shorter.join() === '' || shorter.join() === '400'
      ? []
      : [`A body that ends early: ${shorter.join()}.`]),
  ];
}

async function exchange({ port }: World, bytes: string, isEnded = false): Promise<number[]> {
  const connection = await openRawConnection(port);
  connection.socket.write(bytes, 'latin1');
  if (isEnded) connection.socket.end();
  await connection.endedOrQuiet(QUIET_MS);
  connection.socket.destroy();
  return connection.statuses();
}
