import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';
import { createServer } from './server.ts';

/** A server with one route, whose answer waits for `finish`. */
async function startServer() {
  let finish = () => {};
  const finished = new Promise<void>(resolve => {
    finish = resolve;
  });
  const server = createServer(createLogger('test', 'silent'));
  server.get('/slow', async () => {
    await finished;
    return { done: true };
  });
  server.get('/quick', async () => ({ done: true }));
  await server.listen({ host: '127.0.0.1', port: 0 });
  return { server, finish, ...(server.server.address() as AddressInfo) };
}

test('a connection on which nothing was asked does not hold up the close', async () => {
  const { server, port } = await startServer();
  const silent = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  await expect
    .poll(() => new Promise(resolve => server.server.getConnections((_error, n) => resolve(n))))
    .toBe(1);
  const closed = once(silent, 'close');
  await server.close();
  await closed;
});

test('a connection that is kept alive does not hold up the close', async () => {
  const { server, port } = await startServer();
  const agent = new Agent({ keepAlive: true });
  const [response] = await once(get({ port, path: '/quick', agent }), 'response');
  response.resume();
  await once(response, 'end');
  await server.close();
});

test('an answer under way is finished, and its connection ends with it', async () => {
  const { server, port, finish } = await startServer();
  const agent = new Agent({ keepAlive: true });
  const asked = once(server.server, 'request');
  const answered = once(get({ port, path: '/slow', agent }), 'response');
  await asked;
  const closed = server.close();
  finish();
  const [response] = await answered;
  expect(response.statusCode).toBe(200);
  response.resume();
  await once(response, 'end');
  await closed;
});
