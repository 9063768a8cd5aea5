import { randomUUID } from 'node:crypto';
import type { RecoveryCodes, TotpEnrolment, User } from '@vc/contracts/auth-api.ts';
import { sql } from 'kysely';
import { generate } from 'otplib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildTestApp, createAuthDatabase, newAddress, PASSWORD, registerUser } from './test-auth.ts';

const { db } = await createAuthDatabase();
const { call } = buildTestApp(db);
afterAll(() => db.destroy());

// Codes depend on the time: it stands still, and moves a step when a test says so.
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());
const passSteps = (steps: number) => vi.setSystemTime(Date.now() + steps * 30_000);

/** The code that the authenticator shows, or showed some steps ago. */
const codeOf = (secret: string, step = 0) =>
  generate({ secret, epoch: Math.floor(Date.now() / 1_000) + step * 30 });

const proof = (otp?: string) => ({ current: PASSWORD, address: newAddress(), ...(otp && { otp }) });
const logIn = (email: string, otp?: string, address = newAddress()) =>
  call('POST', '/tokens', { email, password: PASSWORD, address, ...(otp && { otp }) });
const enrol = async (id: string) => (await call<TotpEnrolment>('POST', `/users/${id}/totp`, proof())).body;

async function userWithTwoFactor() {
  const user = await registerUser(call);
  const { secret } = await enrol(user.id);
  const confirmed = await call<RecoveryCodes>(
    'POST',
    `/users/${user.id}/totp/confirm`,
    proof(await codeOf(secret)),
  );
  passSteps(1);
  return { ...user, secret, recoveryCodes: confirmed.body.recovery_codes };
}

test('enrolment gives an URI for authenticators and changes nothing before its confirmation', async () => {
  const { id, email } = await registerUser(call);
  const { secret, uri } = await enrol(id);
  const parsed = new URL(uri);
  expect(parsed.protocol).toBe('otpauth:');
  expect(parsed.searchParams.get('secret')).toBe(secret);
  expect(parsed.searchParams.get('issuer')).toBe('Video Converter');
  expect(decodeURIComponent(parsed.pathname)).toContain(email);
  expect((await logIn(email)).status).toBe(200);
  expect((await call<User>('GET', `/users/${id}`)).body.totp).toBe(false);
});

test('after the confirmation a login needs a code, asked for only where the password is right', async () => {
  const { id, email, secret, recoveryCodes } = await userWithTwoFactor();
  expect(new Set(recoveryCodes).size).toBe(10);
  expect((await call<User>('GET', `/users/${id}`)).body.totp).toBe(true);
  const missing = await logIn(email);
  expect([missing.status, missing.body.code]).toEqual([401, 'otp-required']);
  const wrong = await call('POST', '/tokens', { email, password: 'wrong', address: newAddress() });
  expect(wrong.body.code).toBe('bad-credentials');
  const code = await codeOf(secret);
  expect((await logIn(email, `${code.slice(0, 3)} ${code.slice(3)}`)).status).toBe(200);
});

test('codes of the step before and after are accepted, older ones are not', async () => {
  const { email, secret } = await userWithTwoFactor();
  passSteps(5);
  expect((await logIn(email, await codeOf(secret, -2))).body.code).toBe('bad-credentials');
  expect((await logIn(email, await codeOf(secret, -1))).status).toBe(200);
  expect((await logIn(email, await codeOf(secret, 1))).status).toBe(200);
});

test('a code is accepted once, however many present it at the same moment', async () => {
  const { email, secret } = await userWithTwoFactor();
  const code = await codeOf(secret);
  const answers = await Promise.all(Array.from({ length: 8 }, () => logIn(email, code)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)]);
  expect((await logIn(email, code)).body.code).toBe('bad-credentials');
  // Nor is an earlier code, which somebody may have seen, any good after a later one.
  expect((await logIn(email, await codeOf(secret, -1))).status).toBe(401);
});

test('the code of the confirmation is used up by it', async () => {
  const { id, email } = await registerUser(call);
  const { secret } = await enrol(id);
  const code = await codeOf(secret);
  expect((await call('POST', `/users/${id}/totp/confirm`, proof(code))).status).toBe(200);
  expect((await logIn(email, code)).status).toBe(401);
});

test('a recovery code takes the place of a code, once, however it is typed', async () => {
  const { email, recoveryCodes } = await userWithTwoFactor();
  const [first = '', second = ''] = recoveryCodes;
  const answers = await Promise.all(Array.from({ length: 4 }, () => logIn(email, first)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
  expect((await logIn(email, second.toUpperCase().replaceAll('-', ' '))).status).toBe(200);
  const other = await userWithTwoFactor();
  expect((await logIn(other.email, recoveryCodes[2])).status).toBe(401);
});

test('guessing codes is throttled like guessing passwords; a missing code is no guess', async () => {
  const { email, secret } = await userWithTwoFactor();
  const address = newAddress();
  const right = await codeOf(secret);
  const guess = right === '000000' ? '111111' : '000000';
  for (let n = 0; n < 12; n += 1) expect((await logIn(email, undefined, address)).status).toBe(401);
  const guesses = await Promise.all(Array.from({ length: 50 }, () => logIn(email, guess, address)));
  expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10);
  expect((await logIn(email, right, address)).status).toBe(429);
});

test('switching it off needs password and code, and forgets secret and recovery codes', async () => {
  const { id, email, secret } = await userWithTwoFactor();
  expect((await call('DELETE', `/users/${id}/totp`, proof())).body.code).toBe('otp-required');
  expect((await call('DELETE', `/users/${id}/totp`, proof(await codeOf(secret)))).status).toBe(204);
  expect((await logIn(email)).status).toBe(200);
  const { rows } = await sql<{ left: number }>`
    select (select count(*) from auth.recovery_code where user_id = ${id})
      + (select count(*) from auth.auth_user where id = ${id} and totp_secret is not null) as left`.execute(
    db,
  );
  expect(rows).toEqual([{ left: 0 }]);
});

test('changing the password needs a code as well', async () => {
  const { id, secret } = await userWithTwoFactor();
  const change = { ...proof(), password: 'battery staple' };
  expect((await call('PUT', `/users/${id}/password`, change)).body.code).toBe('otp-required');
  const withCode = { ...change, otp: await codeOf(secret) };
  expect((await call('PUT', `/users/${id}/password`, withCode)).status).toBe(204);
});

test('what does not fit the state is 409, a wrong code at the confirmation 422', async () => {
  const { id } = await registerUser(call);
  const path = `/users/${id}/totp`;
  expect((await call('DELETE', path, proof())).body.code).toBe('totp-off');
  expect((await call('POST', `${path}/confirm`, proof('123456'))).body.code).toBe('totp-not-started');
  const { secret } = await enrol(id);
  for (const otp of [undefined, 'not a code', await codeOf(secret, 9)]) {
    const { status, body } = await call('POST', `${path}/confirm`, proof(otp));
    expect([status, body.code]).toEqual([422, 'wrong-code']);
  }
  await call('POST', `${path}/confirm`, proof(await codeOf(secret)));
  expect((await call('POST', path, proof(await codeOf(secret, 1)))).body.code).toBe('totp-on');
  expect((await call('POST', path, proof())).body.code).toBe('otp-required');
});

test('starting again replaces the secret', async () => {
  const { id } = await registerUser(call);
  const [first, second] = [await enrol(id), await enrol(id)];
  const confirm = async (secret: string) =>
    (await call('POST', `/users/${id}/totp/confirm`, proof(await codeOf(secret)))).status;
  expect(await confirm(first.secret)).toBe(422);
  expect(await confirm(second.secret)).toBe(200);
});

test('an enrolment needs the password', async () => {
  const { id } = await registerUser(call);
  const wrong = { ...proof(), current: 'wrong' };
  expect((await call('POST', `/users/${id}/totp`, wrong)).status).toBe(401);
  expect((await call('POST', `/users/${randomUUID()}/totp`, proof())).status).toBe(401);
});

test('neither the secret nor a recovery code stands in the database in the clear', async () => {
  const { id, secret, recoveryCodes } = await userWithTwoFactor();
  const user = await db
    .selectFrom('auth.auth_user')
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirstOrThrow();
  expect(user.totp_secret?.toString('latin1')).not.toContain(secret);
  const codes = await db.selectFrom('auth.recovery_code').where('user_id', '=', id).selectAll().execute();
  expect(codes).toHaveLength(10);
  expect(codes.map(({ code_hash }) => code_hash.toString())).not.toContain(recoveryCodes[0]);
});
