import { afterEach, expect, test, vi } from 'vitest';
import { buildTestApp, keyRingOf, noAuth } from '../../test/support/app.ts';
import { createClaims, createSigningKey, signToken } from '../../test/support/tokens.ts';

// A token's signature is verified once. Whatever may change since is looked at each time.

const key = createSigningKey();
const user = { id: '', email: '', confirmed: true, totp: false, createdAt: '2026-01-01T00:00:00Z' };
const auth = { ...noAuth, findUser: async () => user };

afterEach(() => vi.useRealTimers());

/** A gateway that has let a token in once, and what its answer is from now on. */
async function letIn(keyRing = keyRingOf(key)) {
  const app = await buildTestApp({ keyRing, auth });
  const token = signToken(key, createClaims());
  const ask = async () =>
    (await app.inject({ url: '/me', headers: { authorization: `Bearer ${token}` } })).statusCode;
  expect(await ask()).toBe(200);
  expect(await ask()).toBe(200);
  return ask;
}

test('a token that was let in is refused once it has expired', async () => {
  const ask = await letIn();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_601_000 });
  expect(await ask()).toBe(401);
});

test('a token that was let in is refused once it is given up', async () => {
  let isRevoked = false;
  const ask = await letIn({ ...keyRingOf(key), isRevoked: () => isRevoked });
  isRevoked = true;
  expect(await ask()).toBe(401);
});

test('a token that was let in is refused once its key is withdrawn', async () => {
  const keyRing = keyRingOf(key);
  let isWithdrawn = false;
  const ask = await letIn({
    ...keyRing,
    publicKey: async kid => (isWithdrawn ? undefined : keyRing.publicKey(kid)),
  });
  isWithdrawn = true;
  expect(await ask()).toBe(401);
});
