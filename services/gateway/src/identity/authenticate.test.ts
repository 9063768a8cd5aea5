import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { buildTestApp, keyRingOf, noAuth } from '../../test/support/app.ts';
import {
  createClaims,
  createSigningKey,
  signToken,
  signWithPublicKey,
  unsignedToken,
} from '../../test/support/tokens.ts';

const key = createSigningKey();
const stranger = createSigningKey(key.kid);
const revoked = { jti: randomUUID(), sub: randomUUID() };
const keyRing = {
  ...keyRingOf(key),
  isRevoked: ({ jti, sub, ver }: { jti: string; sub: string; ver: number }) =>
    jti === revoked.jti || (sub === revoked.sub && ver < 5),
};
const user = {
  id: randomUUID(),
  email: 'ada@example.org',
  confirmed: true,
  totp: false,
  createdAt: '2026-01-01T00:00:00Z',
};
const auth = { ...noAuth, findUser: async () => user };
const app = await buildTestApp({ keyRing, auth });

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const now = Math.floor(Date.now() / 1000);
const good = signToken(key);
const [head = '', body = '', signature = ''] = good.split('.');
const otherSignature = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
const claim = (overrides: Record<string, unknown>) => bearer(signToken(key, createClaims(overrides)));
const header = (overrides: Record<string, unknown>) =>
  bearer(signToken(key, createClaims(), { alg: 'EdDSA', kid: key.kid, typ: 'JWT', ...overrides }));

test('a good token is let in', async () => {
  const answer = await app.inject({ url: '/me', headers: bearer(good) });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual(user);
});

test.each<[string, Record<string, string>]>([
  ['missing', {}],
  ['empty', { authorization: '' }],
  ['of another scheme', { authorization: 'Basic YTpi' }],
  ['no token at all', { authorization: 'Bearer' }],
  ['empty after the scheme', { authorization: 'Bearer ' }],
  ['malformed', bearer('not.a.token')],
  ['of one part', bearer(head)],
  ['of two parts', bearer(`${head}.${body}`)],
  ['of four parts', bearer(`${good}.${signature}`)],
  [
    'with a payload that is no JSON',
    bearer(`${head}.${Buffer.from('{').toString('base64url')}.${signature}`),
  ],
  [
    'with a payload that is null',
    bearer(`${head}.${Buffer.from('null').toString('base64url')}.${signature}`),
  ],
  ['unsigned (alg none)', bearer(unsignedToken(key))],
  ['an HMAC by the public key', bearer(signWithPublicKey(key))],
  ['of another algorithm in name', header({ alg: 'ES256' })],
  ['without an algorithm', header({ alg: undefined })],
  ['of an unknown key', header({ kid: randomUUID() })],
  ['without a key id', header({ kid: undefined })],
  ['with a key id that is no text', header({ kid: 5 })],
  ['signed by somebody else', bearer(signToken(stranger))],
  ['with a changed signature', bearer(`${head}.${body}.${otherSignature}`)],
  ['with other claims than were signed', bearer(`${head}.${signToken(key).split('.')[1]}.${signature}`)],
  ['without iss', claim({ iss: undefined })],
  ['without aud', claim({ aud: undefined })],
  ['without sub', claim({ sub: undefined })],
  ['without exp', claim({ exp: undefined })],
  ['without iat', claim({ iat: undefined })],
  ['without jti', claim({ jti: undefined })],
  ['without ver', claim({ ver: undefined })],
  ['about an object', claim({ sub: { $ne: '' } })],
  ['about a list of one user', claim({ sub: [randomUUID()] })],
  ['about no user id', claim({ sub: 'admin' })],
  ['about nobody', claim({ sub: null })],
  ['with a jti that no log-out could name', claim({ jti: 1 })],
  ['with a ver that is no number', claim({ ver: '9' })],
  ['with an iat that is no time', claim({ iat: true })],
  ['of another issuer', claim({ iss: 'somebody' })],
  ['for another audience', claim({ aud: 'somebody' })],
  ['expired', claim({ exp: now - 1, iat: now - 100 })],
  ['not valid yet', claim({ nbf: now + 1_000 })],
  ['given up', claim({ jti: revoked.jti })],
  ['older than a change of the password', claim({ sub: revoked.sub, ver: 4 })],
])(
  'a token that is %s is 401 with a challenge, and the answer does not tell why',
  async (_defect, headers) => {
    const answer = await app.inject({ url: '/me', headers });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ status: 401, code: 'unauthorized' });
    expect(answer.json().detail).toBe('Log in first: send a valid token as "Authorization: Bearer <token>".');
  },
);

test('authentication comes before validation', async () => {
  for (const [method, url] of [
    ['GET', '/download'],
    ['GET', '/jobs?limit=x'],
    ['GET', '/jobs/none'],
    ['POST', '/upload'],
    ['PUT', '/me/password'],
    ['GET', '/events'],
  ] as const) {
    expect((await app.inject({ method, url })).statusCode).toBe(401);
  }
});

test('before the first keys nobody can be judged: 503', async () => {
  const early = await buildTestApp({ keyRing: { ...keyRing, isReady: () => false } });
  const answer = await early.inject({ url: '/me', headers: bearer(good) });
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBeDefined();
});

const page = { cookie: `session=${good}` };
const own = { ...page, 'sec-fetch-site': 'same-origin' };
const revokingAuth = { ...auth, revoke: async () => {} };

test('the page’s cookie serves as well as a token', async () => {
  expect((await app.inject({ url: '/me', headers: page })).statusCode).toBe(200);
  const other = await buildTestApp({ keyRing, auth: revokingAuth });
  expect((await other.inject({ method: 'POST', url: '/logout', headers: own })).statusCode).toBe(204);
});

test('what another site makes a browser send with the cookie is refused', async () => {
  for (const origin of [{}, { 'sec-fetch-site': 'cross-site' }, { origin: 'http://evil.test' }]) {
    const answer = await app.inject({ method: 'POST', url: '/logout', headers: { ...page, ...origin } });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'cross-site']);
  }
});

test('a token in the header counts, whatever the cookie and the site', async () => {
  const headers = { ...bearer('not.a.token'), ...own };
  expect((await app.inject({ url: '/me', headers })).statusCode).toBe(401);
  const other = await buildTestApp({ keyRing, auth: revokingAuth });
  const crossSite = { ...bearer(good), 'sec-fetch-site': 'cross-site' };
  expect((await other.inject({ method: 'POST', url: '/logout', headers: crossSite })).statusCode).toBe(204);
});

test('a defective cookie is 401 as well', async () => {
  expect((await app.inject({ url: '/me', headers: { cookie: 'session=not.a.token' } })).statusCode).toBe(401);
});

test('under TLS only the cookie with the prefix counts, which no other host can set', async () => {
  const secure = await buildTestApp({ keyRing, auth, publicUrl: 'https://video.test' });
  expect((await secure.inject({ url: '/me', headers: page })).statusCode).toBe(401);
  const headers = { cookie: `__Host-session=${good}` };
  expect((await secure.inject({ url: '/me', headers })).statusCode).toBe(200);
});
