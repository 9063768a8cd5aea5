import { parseOptions } from '@node-rs/argon2';
import type { AccessToken, JsonWebKeySet } from '@vc/contracts/auth-api.ts';
import { Claims } from '@vc/contracts/claims.ts';
import { Value } from 'typebox/value';
import { afterAll, expect, test } from 'vitest';
import { createPasswords, type Passwords } from '../src/passwords.ts';
import { parseSigningKeys } from '../src/signing-keys.ts';
import { findUserByEmail } from '../src/users.ts';
import {
  buildTestApp,
  CHEAP,
  createAuthDatabase,
  newAddress,
  newKeyPem,
  PASSWORD,
  registerUser,
} from './test-auth.ts';
import { verifyToken } from './verify-token.ts';

const { db } = await createAuthDatabase();
const { call } = buildTestApp(db);
afterAll(() => db.destroy());

const logIn = (email: string, password = PASSWORD) =>
  call<AccessToken>('POST', '/tokens', { email, password, address: newAddress() });

test('the right password gets a token with all claims, signed by the published key', async () => {
  const user = await registerUser(call);
  const { status, body } = await logIn(user.email);
  expect(status).toBe(200);
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600 });
  const { body: keySet } = await call<JsonWebKeySet>('GET', '/jwks.json');
  const claims = verifyToken(body.access_token, keySet);
  expect(Value.Check(Claims, claims)).toBe(true);
  expect(claims).toMatchObject({ sub: user.id, ver: 0 });
  expect((claims?.exp ?? 0) - (claims?.iat ?? 0)).toBe(600);
});

test('every token has an id of its own', async () => {
  const user = await registerUser(call);
  const { body: keySet } = await call<JsonWebKeySet>('GET', '/jwks.json');
  const ids = new Set<string | undefined>();
  for (let n = 0; n < 3; n += 1) {
    ids.add(verifyToken((await logIn(user.email)).body.access_token, keySet)?.jti);
  }
  expect(ids.size).toBe(3);
});

test('the e-mail address is the same in any case', async () => {
  const { email } = await registerUser(call);
  expect((await logIn(email.toUpperCase())).status).toBe(200);
});

test('unknown user, wrong password and disabled user get the same answer after the same work', async () => {
  const checks: number[] = [];
  const real = createPasswords(CHEAP);
  const passwords: Passwords = {
    ...real,
    async check(hash, password) {
      // The work is that of the hash verified: for nobody, the dummy's, at today's cost.
      checks.push(hash === undefined ? CHEAP.memoryCost : parseOptions(hash).memoryCost);
      return real.check(hash, password);
    },
  };
  const observed = buildTestApp(db, { passwords });
  const known = await registerUser(call);
  const disabled = await registerUser(call);
  await db.updateTable('auth.auth_user').set({ disabled: true }).where('id', '=', disabled.id).execute();

  const answers = [];
  for (const [email, password] of [
    ['nobody@example.org', PASSWORD],
    [known.email, 'wrong'],
    [disabled.email, PASSWORD],
    ['with\0nul@example.org', PASSWORD],
  ]) {
    answers.push(await observed.call('POST', '/tokens', { email, password, address: newAddress() }));
  }
  expect(answers.map(answer => answer.status)).toEqual([401, 401, 401, 401]);
  expect(new Set(answers.map(answer => JSON.stringify(answer.body))).size).toBe(1);
  expect(answers[0]?.body.code).toBe('bad-credentials');
  expect(checks).toEqual(Array(4).fill(CHEAP.memoryCost));
});

test('a hash of another cost is replaced at the next login, and goes on working', async () => {
  const { email } = await registerUser(call);
  const dearer = buildTestApp(db, { passwords: createPasswords({ ...CHEAP, timeCost: 3 }) });
  const login = { email, password: PASSWORD, address: newAddress() };
  expect((await dearer.call('POST', '/tokens', login)).status).toBe(200);
  const hash = (await findUserByEmail(db, email))?.password_hash ?? '';
  expect(parseOptions(hash).timeCost).toBe(3);
  expect((await dearer.call('POST', '/tokens', login)).status).toBe(200);
  expect((await findUserByEmail(db, email))?.password_hash).toBe(hash);
});

test('keys rotate without a gap: publish the next, sign with it, drop the old one', async () => {
  const { email } = await registerUser(call);
  const [old, next] = [newKeyPem(), newKeyPem()];
  const withKeys = (...pems: string[]) => {
    const { call } = buildTestApp(db, { signingKeys: parseSigningKeys(pems.join('\n')) });
    return {
      token: async () =>
        (await call<AccessToken>('POST', '/tokens', { email, password: PASSWORD, address: newAddress() }))
          .body.access_token,
      keySet: async () => (await call<JsonWebKeySet>('GET', '/jwks.json')).body,
    };
  };
  const [before, published, switched, after] = [
    withKeys(old),
    withKeys(old, next),
    withKeys(next, old),
    withKeys(next),
  ];
  const oldToken = await before.token();
  expect(verifyToken(oldToken, await published.keySet())).toBeDefined();
  const newToken = await switched.token();
  // A verifier that has not fetched the keys since the first step knows the new key already …
  expect(verifyToken(newToken, await published.keySet())).toBeDefined();
  // … and old tokens work until the last step.
  expect(verifyToken(oldToken, await switched.keySet())).toBeDefined();
  expect(verifyToken(oldToken, await after.keySet())).toBeUndefined();
  expect(verifyToken(newToken, await after.keySet())).toBeDefined();
});

test('a malformed body is 400, and a password beyond the limit is not even hashed', async () => {
  expect((await call('POST', '/tokens', { email: 'a@b.c' })).status).toBe(400);
  expect((await logIn('a@b.c', 'x'.repeat(257))).status).toBe(400);
});
