import { generate } from 'otplib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateJwtKey } from '../../src/product/secrets.ts';
import { startTestProduct, type TestProduct } from '../../src/testing/product.ts';
import { actAs } from './user.ts';

let product: TestProduct;

beforeAll(async () => {
  product = await startTestProduct();
});
afterAll(() => product?.remove());

function login(email: string, password: string, otp?: string): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`;
  return fetch(`${product.url}/login`, {
    method: 'POST',
    headers: { authorization, ...(otp ? { 'x-otp': otp } : {}) },
  });
}

const json = (method: string, body: object) => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

test('two-factor: enrolment, confirmation, login with a code once, with a recovery code once, and off again', async () => {
  const { email, password, token } = await product.newUser();
  const user = actAs(product.url, token);
  const enrolment = await user.fetch('/me/totp', json('POST', { current: password }));
  const { secret, uri } = (await enrolment.json()) as { secret: string; uri: string };
  expect(uri).toMatch(/^otpauth:\/\/totp\//);
  const first = await generate({ secret });
  const confirmation = await user.fetch('/me/totp/confirm', json('POST', { current: password, otp: first }));
  expect(confirmation.status).toBe(200);
  const { recovery_codes: codes } = (await confirmation.json()) as { recovery_codes: string[] };
  expect(codes.length).toBeGreaterThan(5);

  const missing = await login(email, password);
  expect(missing.status).toBe(401);
  expect(await missing.json()).toMatchObject({ code: 'otp-required' });
  expect((await login(email, password, first)).status).toBe(401); // it was used for the confirmation
  const recovered = await login(email, password, codes[0]);
  expect(recovered.status).toBe(200);
  expect((await login(email, password, codes[0])).status).toBe(401);

  const again = actAs(product.url, await recovered.text());
  const off = await again.fetch('/me/totp', json('DELETE', { current: password, otp: codes[1] }));
  expect(off.status).toBe(204);
  expect((await login(email, password)).status).toBe(200);
});

test('a signing key is rotated without one refused token', async () => {
  const { email, password, token: old } = await product.newUser();
  const next = generateJwtKey();
  const { auth } = product.services;
  const restartWith = async (keys: string) => {
    await auth.stop();
    await auth.start({ JWT_KEYS: keys });
  };
  await restartWith(product.secrets.jwtKeys + next); // published beside the old one
  expect((await actAs(product.url, old).fetch('/me')).status).toBe(200);
  await restartWith(next + product.secrets.jwtKeys); // signs
  const fresh = await (await login(email, password)).text();
  expect(header(fresh).kid).not.toBe(header(old).kid);
  for (const token of [old, fresh]) expect((await actAs(product.url, token).fetch('/me')).status).toBe(200);
  await restartWith(next); // the old one is gone
  await expect
    .poll(async () => (await actAs(product.url, old).fetch('/me')).status, { timeout: 30_000, interval: 500 })
    .toBe(401);
  expect((await actAs(product.url, fresh).fetch('/me')).status).toBe(200);
});

test('log-out ends the token at once, a password change ends all of them within the minute', async () => {
  const { email, password, token } = await product.newUser();
  const user = actAs(product.url, token);
  expect((await user.fetch('/logout', { method: 'POST' })).status).toBe(204);
  expect((await user.fetch('/me')).status).toBe(401);

  const other = actAs(product.url, await (await login(email, password)).text());
  const change = await other.fetch(
    '/me/password',
    json('PUT', { current: password, password: 'a new password' }),
  );
  expect(change.status).toBe(204);
  await expect
    .poll(async () => (await other.fetch('/me')).status, { timeout: 60_000, interval: 500 })
    .toBe(401);
  expect((await login(email, password)).status).toBe(401);
  expect((await login(email, 'a new password')).status).toBe(200);
});

test('with auth away, uploads go on and log-out answers 503', async () => {
  const { token } = await product.newUser();
  const user = actAs(product.url, token);
  await product.services.auth.kill();
  try {
    expect((await user.fetch('/jobs')).status).toBe(200);
    const logout = await user.fetch('/logout', { method: 'POST' });
    expect(logout.status).toBe(503);
    expect(logout.headers.get('retry-after')).toBeTruthy();
  } finally {
    await product.services.auth.start();
  }
});

test('who registers can log in; the address can be taken once', async () => {
  const register = () =>
    fetch(`${product.url}/register`, json('POST', { email: 'new@example.org', password: 'long enough' }));
  expect((await register()).status).toBe(201);
  expect((await login('NEW@example.org', 'long enough')).status).toBe(200);
  expect((await register()).status).toBe(409);
});

function header(token: string): { kid: string } {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
}
