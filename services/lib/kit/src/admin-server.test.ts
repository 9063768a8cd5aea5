import { afterEach, expect, test } from 'vitest';
import { type AdminServer, onceUp, type ReadinessChecks, startAdminServer } from './admin-server.ts';
import { createLogger } from './logger.ts';

let admin: AdminServer | undefined;
afterEach(() => admin?.close());

async function ask(path: string, checks: ReadinessChecks = {}) {
  admin = await startAdminServer({ host: '127.0.0.1', port: 0, log: createLogger('test', 'silent'), checks });
  return fetch(`http://127.0.0.1:${admin.port}${path}`);
}

test('a process is live whatever it lacks', async () => {
  expect((await ask('/livez', { broker: () => false })).status).toBe(200);
});

test('it is ready when every check passes', async () => {
  const response = await ask('/readyz', { broker: () => true, database: async () => true });
  expect(response.status).toBe(200);
});

test('it names what it lacks', async () => {
  const response = await ask('/readyz', {
    broker: () => false,
    database: () => Promise.reject(new Error('away')),
    keys: () => true,
  });
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status: 'not ready', missing: ['broker', 'database'] });
});

test('what all replicas share must have been up once, and may then be away', async () => {
  let isUp = false;
  const check = onceUp(() => (isUp ? true : Promise.reject(new Error('away'))));
  await expect(check()).rejects.toThrow('away');
  isUp = true;
  expect(await check()).toBe(true);
  isUp = false;
  expect(await check()).toBe(true);
});

test('metrics come as Prometheus reads them', async () => {
  const response = await ask('/metrics');
  expect(response.headers.get('content-type')).toContain('text/plain');
  expect(await response.text()).toContain('process_cpu_seconds_total');
});
