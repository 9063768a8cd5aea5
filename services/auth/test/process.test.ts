import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, expect, test, vi } from 'vitest';
import { startMain } from './run-main.ts';
import { CALLERS, createAuthDatabase, newKeyPem, TOTP_KEY } from './test-auth.ts';

const { db, url } = await createAuthDatabase();
afterAll(() => db.destroy());

/** A way to the database that is closed until the test opens it. */
async function closedDoor() {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer(client => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    client.pipe(upstream).pipe(client);
  });
  const free = await freePort();
  const throughDoor = new URL(url);
  throughDoor.host = `127.0.0.1:${free}`;
  return {
    url: throughDoor.href,
    open: () => once(server.listen(free, '127.0.0.1'), 'listening'),
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

const statusOf = async (at: string) => (await fetch(at)).status;

test('it starts before its database, follows its coming and going, and ends on a signal', async () => {
  const door = await closedDoor();
  const [port, adminPort] = [await freePort(), await freePort()];
  const { child, ended } = startMain('main.ts', {
    HOST: '127.0.0.1',
    PORT: String(port),
    ADMIN_PORT: String(adminPort),
    DATABASE_URL: door.url,
    JWT_KEYS: newKeyPem(),
    TOTP_KEY,
    GATEWAY_TOKEN: CALLERS.gateway,
    NOTIFICATION_TOKEN: CALLERS.notification,
    REGISTRATION: 'true',
    CONFIRM_ADDRESSES: 'false',
  });
  const ready = `http://127.0.0.1:${adminPort}/readyz`;
  const logIn = () =>
    fetch(`http://127.0.0.1:${port}/tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${CALLERS.gateway}`, 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'nobody@example.org', password: 'wrong', address: '192.0.2.1' }),
    });

  await vi.waitFor(async () => expect(await statusOf(ready)).toBe(503), { timeout: 20_000 });
  await vi.waitFor(async () => expect((await logIn()).status).toBe(503), { timeout: 20_000 });
  expect((await logIn()).headers.get('retry-after')).toBe('5');
  expect(await statusOf(`http://127.0.0.1:${adminPort}/livez`)).toBe(200);

  await door.open();
  await vi.waitFor(async () => expect(await statusOf(ready)).toBe(200), { timeout: 20_000 });
  expect((await logIn()).status).toBe(401);

  await door.close();
  await vi.waitFor(async () => expect(await statusOf(ready)).toBe(503), { timeout: 20_000 });
  expect((await logIn()).status).toBe(503);
  expect(child.exitCode).toBe(null);

  child.kill('SIGTERM');
  const { code, stdout } = await ended;
  expect(code).toBe(0);
  expect(stdout).not.toContain(CALLERS.gateway);
});

test('an unusable configuration is told at once and in full', async () => {
  const { code, stderr } = await startMain('main.ts', { TOTP_KEY: 'short', TOKEN_TTL: '5' }).ended;
  expect(code).toBe(78);
  for (const name of [
    'DATABASE_URL',
    'JWT_KEYS',
    'GATEWAY_TOKEN',
    'NOTIFICATION_TOKEN',
    'TOTP_KEY',
    'TOKEN_TTL',
  ]) {
    expect(stderr).toContain(name);
  }
  expect(stderr).not.toContain('    at ');
});

test('the migrations are a program of their own, which fails visibly', async () => {
  const { code } = await startMain('migrate.ts', { DATABASE_URL: 'postgres://auth@127.0.0.1:1/none' }).ended;
  expect(code).not.toBe(0);
});
