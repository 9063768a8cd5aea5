import { Outage } from '@vc/kit/outage.ts';
import { afterEach, expect, test, vi } from 'vitest';
import { buildTestApp, keyRingOf, noAuth } from '../test/support/app.ts';
import { createSigningKey, signToken } from '../test/support/tokens.ts';

afterEach(() => {
  vi.useRealTimers();
});

const key = createSigningKey();
const keyRing = keyRingOf(key);
const tokenHeaders = () => ({ authorization: `Bearer ${signToken(key)}` });

test('an unknown path or method is a problem, not a page', async () => {
  const app = await buildTestApp();
  for (const [method, url] of [
    ['GET', '/'],
    ['GET', '/nowhere'],
    ['PATCH', '/upload'],
    ['GET', '/upload'],
    ['GET', '/users/1'],
  ] as const) {
    const answer = await app.inject({ method, url });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found']);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  }
});

test.each([
  ['malformed JSON', 'application/json', '{"email":', 400, 'malformed'],
  ['an empty body', 'application/json', '', 400, 'malformed'],
  ['a prototype that is meddled with', 'application/json', '{"__proto__":{"a":1}}', 400, 'malformed'],
  ['another content type', 'text/csv', 'a,b', 415, 'unsupported-media-type'],
  ['a body that is too large', 'application/json', `"${'x'.repeat(2 ** 21)}"`, 413, 'too-large'],
])('%s is a problem', async (_name, type, payload, status, code) => {
  const app = await buildTestApp();
  const headers = { 'content-type': type };
  const answer = await app.inject({ method: 'POST', url: '/register', headers, payload });
  expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
});

test('answers carry the usual security headers', async () => {
  const plain = (await (await buildTestApp()).inject('/openapi.json')).headers;
  expect(plain['x-content-type-options']).toBe('nosniff');
  expect(plain['x-frame-options']).toBe('SAMEORIGIN');
  expect(plain['content-security-policy']).toContain("default-src 'none'");
  expect(plain['x-powered-by']).toBeUndefined();
});

test('browsers are told to use TLS where there is TLS, and only there', async () => {
  const plain = (await (await buildTestApp()).inject('/openapi.json')).headers;
  expect(plain['strict-transport-security']).toBeUndefined();
  expect(plain['content-security-policy']).not.toContain('upgrade-insecure-requests');
  const secure = (await (await buildTestApp({ publicUrl: 'https://video.test' })).inject('/openapi.json'))
    .headers;
  expect(secure['strict-transport-security']).toMatch(/^max-age=\d+/);
  expect(secure['content-security-policy']).toContain('upgrade-insecure-requests');
});

test('who asks too fast is told to wait, and nobody else is', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const user = { id: '', email: '', confirmed: true, totp: false, createdAt: '' };
  const app = await buildTestApp({ keyRing, auth: { ...noAuth, findUser: async () => user } });
  const [hasty, other] = [tokenHeaders(), tokenHeaders()];
  const ask = (headers: object) => app.inject({ url: '/me', headers: { ...headers } });

  for (let n = 0; n < 100; n += 1) expect((await ask(hasty)).statusCode).toBe(200);
  const refused = await ask(hasty);
  expect([refused.statusCode, refused.json().code]).toEqual([429, 'too-many-requests']);
  expect(refused.headers['retry-after']).toBe('1');
  expect((await ask(other)).statusCode).toBe(200);

  vi.advanceTimersByTime(1_000);
  expect((await ask(hasty)).statusCode).toBe(200);
});

test('a datastore that is away is 503 with Retry-After; a bug is 500, and neither tells what happened', async () => {
  for (const [error, status] of [
    [new Outage('secret host is away'), 503],
    [new Error('secret detail'), 500],
  ] as const) {
    const app = await buildTestApp({ keyRing, auth: { ...noAuth, findUser: () => Promise.reject(error) } });
    const answer = await app.inject({ url: '/me', headers: tokenHeaders() });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['retry-after'] !== undefined).toBe(status === 503);
    expect(answer.body).not.toContain('secret');
  }
});
