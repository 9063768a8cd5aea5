import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { ProblemBody } from '@vc/contracts/problem.ts';
import type { Form } from './form.ts';
import type { Gateway } from './gateway.ts';
import type { User } from './user.ts';

/** An upload whose bytes a test sends by hand. */
export type RawUpload = {
  request: ClientRequest;
  /** The answer, as soon as there is one; rejects when the connection ends before. */
  answer: Promise<{ status: number; headers: IncomingMessage['headers']; body: ProblemBody }>;
};

/** Begins an upload and sends nothing but its head. */
export function beginUpload(
  gateway: Gateway,
  user: User,
  form: Pick<Form, 'type'>,
  headers: Record<string, string | number> = {},
  agent = new Agent({ keepAlive: true }),
): RawUpload {
  const sent = request(`${gateway.url}/upload`, {
    method: 'POST',
    agent,
    headers: { authorization: user.authorization, 'content-type': form.type, ...headers },
  });
  const answer = new Promise<Awaited<RawUpload['answer']>>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', async response => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) });
    });
  });
  answer.catch(() => {}); // a test that cuts the connection does not wait for it
  sent.flushHeaders();
  return { request: sent, answer };
}
