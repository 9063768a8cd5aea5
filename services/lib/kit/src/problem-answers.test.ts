import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';
import { Problem, tooMany, unavailable } from './problem.ts';
import { createServer, type Server } from './server.ts';

function serverThatThrows(error: unknown): Server {
  const server = createServer(createLogger('test', 'silent'));
  server.get('/', async () => {
    throw error;
  });
  return server;
}

async function answerTo(error: unknown) {
  const response = await serverThatThrows(error).inject('/');
  expect(response.headers['content-type']).toContain('application/problem+json');
  expect(response.json().status).toBe(response.statusCode);
  return response;
}

test('a problem is answered as it is, with its headers', async () => {
  const response = await answerTo(tooMany('throttled', 'Too many attempts.', 1.2));
  expect(response.headers['retry-after']).toBe('2');
  expect(response.json()).toEqual({
    type: 'about:blank',
    title: 'Too Many Requests',
    status: 429,
    code: 'throttled',
    detail: 'Too many attempts.',
  });
});

test('an outage is 503 with Retry-After', async () => {
  const response = await answerTo(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
  expect(response.statusCode).toBe(503);
  expect(response.json().code).toBe('unavailable');
  expect(response.headers['retry-after']).toBe('5');
  expect((await answerTo(unavailable('auth'))).json().detail).toContain('auth is not available');
});

test('anything else is 500 and tells nothing of itself', async () => {
  const response = await answerTo(new Error('secret of the database'));
  expect(response.statusCode).toBe(500);
  expect(response.body).not.toContain('secret');
  expect((await answerTo('thrown text')).statusCode).toBe(500);
});

test('what Fastify refuses is a problem too', async () => {
  const server = createServer(createLogger('test', 'silent'), { bodyLimit: 100 });
  server.post('/', { schema: { body: Type.Object({ name: Type.String() }) } }, async () => '');
  const post = (payload: string, type = 'application/json') =>
    server.inject({ method: 'POST', url: '/', headers: { 'content-type': type }, payload });
  const codes = [
    await post('{}'),
    await post('{'),
    await post(JSON.stringify({ name: 'x'.repeat(200) })),
    await post('a=b', 'application/x-www-form-urlencoded'),
    await server.inject('/nowhere'),
    await server.inject('/%ff'),
    await post('{"name":null}'),
    await post('{"name":["x"]}'),
    await post('{"name":1}'),
    await post('{"name":"x"}'),
  ].map(response => [response.statusCode, response.body && response.json().code]);
  expect(codes).toEqual([
    [400, 'malformed'],
    [400, 'malformed'],
    [413, 'too-large'],
    [415, 'unsupported-media-type'],
    [404, 'not-found'],
    [400, 'malformed'],
    [400, 'malformed'],
    [400, 'malformed'],
    [400, 'malformed'],
    [200, ''],
  ]);
});

test('headers set before the failure stay', async () => {
  const response = await answerTo(
    new Problem(401, 'unauthenticated', 'Log in.', { headers: { 'www-authenticate': 'Bearer' } }),
  );
  expect(response.headers['www-authenticate']).toBe('Bearer');
});
