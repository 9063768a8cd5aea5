import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { answerProblem } from './problem-answers.ts';
import { refuseSlowBodies } from './slow-body.ts';

/** Waits for a body as long as `limitMs`. */
async function listen(limitMs = 100) {
  const server = Fastify();
  server.addHook('preParsing', refuseSlowBodies(limitMs));
  server.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  server.setErrorHandler(answerProblem);
  server.post('/', async request => request.body);
  await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  return (server.server.address() as AddressInfo).port;
}

/** Sends a body, its last byte later than its first by `pauseMs` or never. */
async function send(port: number, type: string, body: string, pauseMs?: number) {
  const sending = httpRequest({
    port,
    method: 'POST',
    headers: { 'content-type': type, 'content-length': body.length },
  });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  sending.write(body.slice(0, -1));
  const timer = pauseMs === undefined ? undefined : setTimeout(() => sending.end(body.slice(-1)), pauseMs);
  const [answer] = await answered;
  clearTimeout(timer);
  return { answer, body: await json(answer) };
}

test('a body that does not come is refused, and the connection ended', async () => {
  const { answer, body } = await send(await listen(), 'application/json; charset=utf-8', '{"a":1}');
  expect(answer.statusCode).toBe(408);
  expect(body).toMatchObject({ code: 'too-slow' });
  expect(answer.headers.connection).toBe('close');
});

test('one that comes in time, in pieces, is taken', async () => {
  const { answer, body } = await send(await listen(60_000), 'application/json', '{"a":1}', 20);
  expect(answer.statusCode).toBe(200);
  expect(body).toEqual({ a: 1 });
});

test('a sender who was refused before the end, and hangs up, does no harm', async () => {
  const port = await listen();
  const headers = { 'content-type': 'application/json', 'content-length': 2 ** 30 };
  const sending = httpRequest({ port, method: 'POST', headers });
  sending.on('error', () => {});
  sending.write('{"a":');
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(413);
  sending.destroy();
  const { answer: later } = await send(port, 'application/json', '{"a":1}'); // refused when the first would be, or later
  expect(later.statusCode).toBe(408);
});

test('other types have all the time they want', async () => {
  const { answer, body } = await send(await listen(), 'text/plain', '"slow"', 300);
  expect(answer.statusCode).toBe(200);
  expect(body).toBe('slow');
});
