import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Target } from '../send-video.ts';

/**
 * Downloads all of a file and throws it away.
 *
 * @throws when the answer is not 200 or has another length than `bytes`
 */
export async function fetchAll(target: Target, bytes: number): Promise<void> {
  const answer = await ask(target, 200);
  let received = 0;
  answer.on('data', (piece: Buffer) => {
    received += piece.length;
  });
  await once(answer, 'end');
  if (received !== bytes) throw new Error(`${target.url} sent ${received} bytes instead of ${bytes}`);
}

/** Asks for a file from an offset on and hangs up as soon as a byte is there. @throws when the answer is not 206 */
export async function fetchFirstByte(target: Target, offset: number): Promise<void> {
  const answer = await ask(target, 206, { range: `bytes=${offset}-` });
  await once(answer, 'data');
  answer.destroy();
}

async function ask(
  { url, token }: Target,
  expected: number,
  headers: Record<string, string> = {},
): Promise<IncomingMessage> {
  const request = get(url, { headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) } });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  if (answer.statusCode !== expected) throw new Error(`${url} answered ${answer.statusCode}`);
  return answer;
}
