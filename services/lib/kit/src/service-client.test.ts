import { afterEach, expect, test } from 'vitest';
import { createLogger } from './logger.ts';
import { isOutage } from './outage.ts';
import { Problem, tooMany } from './problem.ts';
import { createServer, type Server } from './server.ts';
import { createServiceClient, type ServiceClient } from './service-client.ts';
import { requireCaller } from './service-token.ts';
import { continueTrace, withTrace } from './telemetry.ts';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map(server => server.close())));

async function serve(routes: (server: Server) => void, token = 'right'): Promise<ServiceClient> {
  const server = createServer(createLogger('test', 'silent'));
  servers.push(server);
  server.addHook('onRequest', requireCaller({ other: 'another', gateway: 'right' }));
  routes(server);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return createServiceClient({ name: 'auth', url, token, timeoutMs: 500 });
}

async function problemOf(call: Promise<unknown>): Promise<Problem> {
  const error = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(Problem);
  return error as Problem;
}

test('bodies travel as JSON, with the token and the current trace', async () => {
  const client = await serve(server => {
    server.post('/echo', async ({ body, headers }) => ({ body, traceparent: headers.traceparent }));
    server.delete('/nothing', async (_request, reply) => reply.status(204).send());
  });
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const answer = await withTrace(continueTrace({ traceparent }), () =>
    client.call('POST', '/echo', { a: 1 }),
  );
  expect(answer).toEqual({ body: { a: 1 }, traceparent });
  expect(await client.call('DELETE', '/nothing')).toBeUndefined();
});

test('the service’s refusal is passed on, with Retry-After', async () => {
  const client = await serve(server => {
    server.get('/', async () => {
      throw tooMany('throttled', 'Too many.', 30);
    });
  });
  const problem = await problemOf(client.call('GET', '/'));
  expect(problem).toMatchObject({ status: 429, code: 'throttled', message: 'Too many.' });
  expect(problem.headers).toEqual({ 'retry-after': '30' });
});

test.each([
  ['fails', () => Promise.reject(new Error('bug'))],
  ['does not answer in time', () => new Promise(() => {})],
])('a service that %s is an outage', async (_name, handler) => {
  const client = await serve(server => server.get('/', handler));
  const problem = await problemOf(client.call('GET', '/'));
  expect(problem.status).toBe(503);
  expect(isOutage(problem)).toBe(true);
});

test('an answer that is cut or is not ours is an outage', async () => {
  const client = await serve(server => {
    server.get('/cut', (_request, reply) => {
      reply.raw.writeHead(200, { 'content-length': 100 }).write('{');
      reply.raw.socket?.destroySoon();
    });
    server.get('/html', async (_request, reply) => reply.type('text/html').send('<p>welcome'));
    server.get('/proxy', async (_request, reply) => reply.status(404).type('text/html').send('<p>no'));
  });
  for (const path of ['/cut', '/html', '/proxy']) {
    expect((await problemOf(client.call('GET', path))).status).toBe(503);
  }
});

test('a service that is away is an outage', async () => {
  const client = createServiceClient({ name: 'auth', url: 'http://127.0.0.1:1', token: 'right' });
  expect((await problemOf(client.call('GET', '/'))).message).toContain('auth is not available');
});

test('a wrong or missing token lets nobody in, and is an outage of ours to the caller', async () => {
  for (const token of ['wrong', '']) {
    const client = await serve(server => server.get('/', async () => ''), token);
    expect((await problemOf(client.call('GET', '/'))).status).toBe(503);
  }
  const answer = await servers[0]?.inject({ url: '/', headers: { authorization: 'Bearer wrong' } });
  expect(answer?.json()).toMatchObject({ status: 403, code: 'unknown-caller' });
});
