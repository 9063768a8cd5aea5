import type { Revocations } from '@vc/contracts/auth-api.ts';
import { unavailable } from '@vc/kit/problem.ts';
import { afterEach, expect, test, vi } from 'vitest';
import { log } from '../../test/support/app.ts';
import { createSigningKey, type SigningKey } from '../../test/support/tokens.ts';
import { createKeyRing, type KeyRing, type PACE } from './key-ring.ts';

const [first, second] = [createSigningKey('first'), createSigningKey('second')];
const nothing: Revocations = { tokens: [], users: [] };
const claims = { jti: 'a token', sub: 'a user', ver: 3 };

const rings: KeyRing[] = [];
afterEach(async () => {
  for (const ring of rings.splice(0)) await ring.close();
});

/** An `auth` whose answers a test changes. */
function createAuth(keys: SigningKey[] = [first]) {
  const state = { keys, revocations: nothing, isAway: false, asked: 0 };
  const answer = <T>(value: () => T) => {
    if (state.isAway) return Promise.reject(unavailable('auth'));
    return Promise.resolve(value());
  };
  const client = {
    fetchKeys() {
      state.asked += 1;
      return answer(() => ({ keys: state.keys.map(key => key.jwk) }));
    },
    fetchRevocations: () => answer(() => state.revocations),
  };
  return { state, client };
}

/** A ring that asks again by itself only where a test wants it. */
function createRing(
  client: ReturnType<typeof createAuth>['client'],
  pace: Partial<typeof PACE> = {},
): KeyRing {
  const ring = createKeyRing(client, log, { refresh: 60_000, firstCopy: 5, unknownKey: 60_000, ...pace });
  rings.push(ring);
  return ring;
}

test('it is not ready before there was a copy of both, asks until there is one, and is ready then', async () => {
  const { state, client } = createAuth();
  state.isAway = true;
  const ring = createRing(client);
  await vi.waitFor(() => expect(state.asked).toBeGreaterThan(2));
  expect(ring.isReady()).toBe(false);
  state.isAway = false;
  await vi.waitFor(() => expect(ring.isReady()).toBe(true));
  expect(await ring.publicKey('first')).toContain('BEGIN PUBLIC KEY');
});

test('while auth is away the last copies hold', async () => {
  const { state, client } = createAuth();
  state.revocations = { tokens: [{ jti: claims.jti, exp: 2 ** 33 }], users: [] };
  const ring = createRing(client, { refresh: 5 });
  await vi.waitFor(() => expect(ring.isReady()).toBe(true));
  state.isAway = true;
  const { asked } = state;
  await vi.waitFor(() => expect(state.asked).toBeGreaterThan(asked + 2));
  expect(ring.isReady()).toBe(true);
  expect(await ring.publicKey('first')).toBeDefined();
  expect(ring.isRevoked(claims)).toBe(true);
});

test('a rotation is followed: first both keys are good, then the new one alone', async () => {
  const { state, client } = createAuth();
  const ring = createRing(client, { refresh: 5 });
  await vi.waitFor(() => expect(ring.isReady()).toBe(true));
  state.keys = [second, first];
  await vi.waitFor(async () => expect(await ring.publicKey('second')).toBeDefined());
  expect(await ring.publicKey('first')).toBeDefined();
  state.keys = [second];
  await vi.waitFor(async () => expect(await ring.publicKey('first')).toBeUndefined());
  expect(await ring.publicKey('second')).toBeDefined();
});

test('an unknown key is asked for at once, and once however many ask', async () => {
  const { state, client } = createAuth();
  const ring = createRing(client, { unknownKey: -1 });
  await vi.waitFor(() => expect(ring.isReady()).toBe(true));
  state.keys = [first, second];
  const { asked } = state;
  const found = await Promise.all([1, 2, 3].map(() => ring.publicKey('second')));
  expect(found.every(Boolean)).toBe(true);
  expect(state.asked).toBe(asked + 1);
});

test('made-up keys do not become a load on auth', async () => {
  const { state, client } = createAuth();
  const ring = createRing(client);
  await vi.waitFor(() => expect(ring.isReady()).toBe(true));
  for (let n = 0; n < 100; n += 1) expect(await ring.publicKey(`made up ${n}`)).toBeUndefined();
  expect(state.asked).toBe(1);
});

test('an unknown key with auth away is unknown, not an error', async () => {
  const { state, client } = createAuth();
  const ring = createRing(client, { unknownKey: -1 });
  await vi.waitFor(() => expect(ring.isReady()).toBe(true));
  state.isAway = true;
  expect(await ring.publicKey('second')).toBeUndefined();
});

test('an unknown key is asked for at once after a question that found nobody', async () => {
  const { state, client } = createAuth();
  const ring = createRing(client, { unknownKey: 1_000 });
  await vi.waitFor(() => expect(ring.isReady()).toBe(true));
  vi.useFakeTimers({ now: Date.now() + 1_001, toFake: ['Date'] });
  try {
    state.isAway = true;
    expect(await ring.publicKey('second')).toBeUndefined();
    state.isAway = false;
    state.keys = [first, second];
    expect(await ring.publicKey('second')).toBeDefined();
  } finally {
    vi.useRealTimers();
  }
});

test('a token is revoked by its id, or by a version below the user’s least', async () => {
  const { state, client } = createAuth();
  state.revocations = { tokens: [{ jti: 'given up', exp: 2 ** 33 }], users: [{ sub: 'changed', ver: 4 }] };
  const ring = createRing(client);
  await vi.waitFor(() => expect(ring.isReady()).toBe(true));
  expect(ring.isRevoked(claims)).toBe(false);
  expect(ring.isRevoked({ ...claims, jti: 'given up' })).toBe(true);
  expect(ring.isRevoked({ ...claims, sub: 'changed', ver: 3 })).toBe(true);
  expect(ring.isRevoked({ ...claims, sub: 'changed', ver: 4 })).toBe(false);
});

test('a token given up here is refused at once, though the next copy does not have it yet', async () => {
  const { state, client } = createAuth();
  const ring = createRing(client, { refresh: 5 });
  await vi.waitFor(() => expect(ring.isReady()).toBe(true));
  ring.revoke({ jti: claims.jti, exp: 2 ** 33 });
  expect(ring.isRevoked(claims)).toBe(true);
  const { asked } = state;
  await vi.waitFor(() => expect(state.asked).toBeGreaterThan(asked + 2));
  expect(ring.isRevoked(claims)).toBe(true);
});
