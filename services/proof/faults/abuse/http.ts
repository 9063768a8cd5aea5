import { type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProblemBody } from '@vc/contracts/problem.ts';

/** A request; what an ordinary client would add is not added. */
export interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  /** The address that it comes from: any of 127.0.0.0/8. */
  from?: string;
}

/** An answer that was read to its end. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Of a problem. */
  code: string | undefined;
}

/** How long an answer may take: longer than anything that the product does before it answers. */
const LIMIT_MS = 30_000;

/** Sends one request on a connection of its own and reads the answer; rejects where the connection ends before. */
export async function send(port: number, { path, from, body, ...sent }: Sent): Promise<Answer> {
  const headers = {
    ...sent.headers,
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
  return await new Promise<Answer>((resolve, reject) => {
    const out = request({
      host: '127.0.0.1',
      port,
      path,
      method: sent.method ?? 'GET',
      headers,
      agent: false,
      signal: AbortSignal.timeout(LIMIT_MS),
      ...(from ? { localAddress: from } : {}),
    });
    out.on('error', reject);
    out.on('response', answer => {
      const { statusCode = 0, headers } = answer;
      if (headers['content-type'] === 'text/event-stream') {
        answer.destroy(); // it would not end
        return resolve({ status: statusCode, headers, body: Buffer.alloc(0), code: undefined });
      }
      buffer(answer).then(
        bytes => resolve({ status: statusCode, headers, body: bytes, code: codeOf(headers, bytes) }),
        reject,
      );
    });
    out.end(body);
  });
}

/** How often a client comes again that is told to. */
const TRIES = 5;

/** Comes again after a 503 as its `Retry-After` says: an answer that is right for a busy moment, not for long. */
export async function patiently(request: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await request();
    if (answer.status !== 503 || tries === TRIES) return answer;
    await sleep(Number(answer.headers['retry-after']) * 1_000);
  }
}

/** A request with a JSON body. */
export function json(method: string, path: string, body: unknown): Sent {
  return { method, path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Status and code, as a table of expectations has them: `404 not-found`. */
export const outcomeOf = ({ status, code }: Pick<Answer, 'status' | 'code'>) =>
  code === undefined ? String(status) : `${status} ${code}`;

function codeOf(headers: IncomingHttpHeaders, body: Buffer): string | undefined {
  if (!headers['content-type']?.startsWith('application/problem+json')) return undefined;
  return body.length === 0 ? undefined : (JSON.parse(body.toString()) as ProblemBody).code;
}
