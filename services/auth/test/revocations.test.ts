import { randomUUID } from 'node:crypto';
import type { Revocations } from '@vc/contracts/auth-api.ts';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { removeOldRows } from '../src/housekeeping.ts';
import { changeEndingSessions, deleteUser, findUserByEmail } from '../src/users.ts';
import { buildTestApp, createAuthDatabase, newAddress, PASSWORD, registerUser } from './test-auth.ts';

const { db } = await createAuthDatabase();
const { call } = buildTestApp(db);
afterAll(() => db.destroy());

const feed = async () => (await call<Revocations>('GET', '/revocations')).body;
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
const changePassword = (id: string, current: string, password: string) =>
  call('PUT', `/users/${id}/password`, { current, password, address: newAddress() });

test('a given-up token is in the feed until it expires, given up twice or not', async () => {
  const token = { jti: randomUUID(), exp: inSeconds(600) };
  expect((await call('POST', '/revocations', token)).status).toBe(204);
  expect((await call('POST', '/revocations', token)).status).toBe(204);
  const listed = (await feed()).tokens.filter(({ jti }) => jti === token.jti);
  expect(listed).toHaveLength(1);
  expect(listed[0]?.exp).toBeGreaterThanOrEqual(token.exp);
  expect(listed[0]?.exp).toBeLessThanOrEqual(token.exp + 2);
});

test.each([
  ['in the past', inSeconds(-1)],
  ['long ago', -Number.MAX_SAFE_INTEGER],
])('a token that expired %s needs no entry', async (_when, exp) => {
  const jti = randomUUID();
  expect((await call('POST', '/revocations', { jti, exp })).status).toBe(204);
  expect((await feed()).tokens.map(token => token.jti)).not.toContain(jti);
});

test('an absurd expiry does not stay for ever', async () => {
  const jti = randomUUID();
  expect((await call('POST', '/revocations', { jti, exp: Number.MAX_SAFE_INTEGER })).status).toBe(204);
  const listed = (await feed()).tokens.find(token => token.jti === jti);
  expect(listed?.exp).toBeLessThanOrEqual(inSeconds(8 * 24 * 3_600));
});

test('a changed password works from now on, and the old tokens are in the feed', async () => {
  const { id, email } = await registerUser(call);
  expect((await changePassword(id, PASSWORD, 'battery staple')).status).toBe(204);
  expect((await feed()).users).toContainEqual({ sub: id, ver: 1 });
  const logIn = (password: string) => call('POST', '/tokens', { email, password, address: newAddress() });
  expect((await logIn('battery staple')).status).toBe(200);
  expect((await logIn(PASSWORD)).status).toBe(401);
  expect((await changePassword(id, 'battery staple', 'another one')).status).toBe(204);
  expect((await feed()).users.filter(({ sub }) => sub === id)).toEqual([{ sub: id, ver: 2 }]);
});

test('of two changes at the same time one wins', async () => {
  const { id } = await registerUser(call);
  const answers = await Promise.all([
    changePassword(id, PASSWORD, 'battery staple'),
    changePassword(id, PASSWORD, 'another one'),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 401]);
  expect((await feed()).users.filter(({ sub }) => sub === id)).toEqual([{ sub: id, ver: 1 }]);
});

test('a change needs the current password and an acceptable new one', async () => {
  const { id } = await registerUser(call);
  expect((await changePassword(id, 'wrong', 'battery staple')).body.code).toBe('bad-credentials');
  expect((await changePassword(id, PASSWORD, 'short')).status).toBe(400);
  expect((await changePassword(randomUUID(), PASSWORD, 'battery staple')).status).toBe(401);
  expect((await feed()).users.map(({ sub }) => sub)).not.toContain(id);
});

test('the tokens of a deleted user stay refused', async () => {
  const { id, email } = await registerUser(call);
  const user = await findUserByEmail(db, email);
  if (user) await deleteUser(db, user);
  expect((await feed()).users).toContainEqual({ sub: id, ver: 1 });
  expect((await call('GET', `/users/${id}`)).status).toBe(404);
});

test('what no token needs any more is removed', async () => {
  const { id, email } = await registerUser(call);
  const user = await findUserByEmail(db, email);
  if (user) await changeEndingSessions(db, user, { disabled: true });
  const jti = randomUUID();
  await call('POST', '/revocations', { jti, exp: inSeconds(600) });
  await db
    .updateTable('auth.token_revocation')
    .set({ expires_at: sql<Date>`now()` })
    .where('jti', '=', jti)
    .execute();
  await db
    .updateTable('auth.user_revocation')
    .set({ revoked_at: sql<Date>`now() - interval '7 days 1 second'` })
    .where('user_id', '=', id)
    .execute();
  await removeOldRows(db);
  const [tokens, users] = await Promise.all([
    db.selectFrom('auth.token_revocation').select('jti').execute(),
    db.selectFrom('auth.user_revocation').select('user_id').execute(),
  ]);
  expect(tokens.map(token => token.jti)).not.toContain(jti);
  expect(users.map(user => user.user_id)).not.toContain(id);
});
