import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { buildTestApp, CALLERS, createAuthDatabase } from './test-auth.ts';

const { db } = await createAuthDatabase();
const { app, call } = buildTestApp(db);
afterAll(() => db.destroy());

const id = randomUUID();
const ofGateway = [
  ['POST', '/tokens'],
  ['POST', '/users'],
  ['POST', '/confirmations'],
  ['GET', `/users/${id}`],
  ['PUT', `/users/${id}/password`],
  ['POST', `/users/${id}/confirmation`],
  ['POST', `/users/${id}/totp`],
  ['POST', `/users/${id}/totp/confirm`],
  ['DELETE', `/users/${id}/totp`],
  ['POST', '/revocations'],
  ['GET', '/revocations'],
] as const;
const ofNotification = [['GET', `/users/${id}/contact`]] as const;

test.each(ofGateway)('%s %s is for the gateway alone', async (method, path) => {
  for (const token of [CALLERS.notification, 'a guess', '']) {
    const { status, body } = await call(method, path, undefined, token);
    expect([status, body.code]).toEqual([403, 'unknown-caller']);
  }
  expect((await call(method, path, undefined, CALLERS.gateway)).status).not.toBe(403);
});

test.each(ofNotification)('%s %s is for notification alone', async (method, path) => {
  for (const token of [CALLERS.gateway, 'a guess', '']) {
    const { status, body } = await call(method, path, undefined, token);
    expect([status, body.code]).toEqual([403, 'unknown-caller']);
  }
  expect((await call(method, path, undefined, CALLERS.notification)).status).toBe(404);
});

test('the keys are for everybody', async () => {
  expect((await app.inject('/jwks.json')).statusCode).toBe(200);
});

test('an id that is no UUID is 400, and an unknown path 404', async () => {
  expect((await call('GET', '/users/1')).status).toBe(400);
  expect((await call('GET', '/nowhere')).status).toBe(404);
});
