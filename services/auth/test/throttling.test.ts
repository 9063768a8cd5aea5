import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { removeOldRows } from '../src/housekeeping.ts';
import { createPasswords } from '../src/passwords.ts';
import { buildTestApp, CHEAP, createAuthDatabase, newAddress, PASSWORD, registerUser } from './test-auth.ts';

const { db } = await createAuthDatabase();
const { call } = buildTestApp(db);
afterAll(() => db.destroy());

const logIn = (email: string, password: string, address: string) =>
  call('POST', '/tokens', { email, password, address });

async function failTimes(times: number, email: string, address: string): Promise<number[]> {
  const statuses = [];
  for (let n = 0; n < times; n += 1) statuses.push((await logIn(email, 'wrong', address)).status);
  return statuses;
}

const ageAttempts = (address: string, seconds: number) =>
  db
    .updateTable('auth.attempt')
    .set({ at: sql<Date>`at - make_interval(secs => ${seconds})` })
    .where('address', '=', address)
    .execute();

test('after 10 failures of an account from an address even the right password waits, with the time to wait', async () => {
  const { email } = await registerUser(call);
  const address = newAddress();
  expect(await failTimes(10, email, address)).toEqual(Array(10).fill(401));
  const { status, body, headers } = await logIn(email, PASSWORD, address);
  expect([status, body.code]).toEqual([429, 'too-many-failures']);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(headers['retry-after'])).toBeLessThanOrEqual(900);
});

test('an account is never locked: from another address its owner logs in', async () => {
  const { email } = await registerUser(call);
  const [attacker, owner] = [newAddress(), newAddress()];
  await failTimes(11, email, attacker);
  expect((await logIn(email, PASSWORD, owner)).status).toBe(200);
});

test('one account at its limit does not shut out another one of the same address', async () => {
  const [one, other] = [await registerUser(call), await registerUser(call)];
  const address = newAddress();
  await failTimes(11, one.email, address);
  expect((await logIn(other.email, PASSWORD, address)).status).toBe(200);
});

test('the case of an e-mail address gives no further guesses', async () => {
  const { email } = await registerUser(call);
  const address = newAddress();
  await failTimes(5, email, address);
  await failTimes(5, email.toUpperCase(), address);
  expect((await logIn(email, PASSWORD, address)).status).toBe(429);
});

test('after 100 failures of any accounts an address waits', async () => {
  const { email } = await registerUser(call);
  const address = newAddress();
  const guesses = Array.from({ length: 100 }, () => logIn(`${randomUUID()}@example.org`, 'wrong', address));
  expect((await Promise.all(guesses)).every(({ status }) => status === 401)).toBe(true);
  expect((await logIn(email, PASSWORD, address)).status).toBe(429);
});

test('addresses of one IPv6 /64 count together', async () => {
  const { email } = await registerUser(call);
  for (let n = 1; n <= 10; n += 1) await logIn(email, 'wrong', `2001:db8:0:1::${n}`);
  expect((await logIn(email, PASSWORD, '2001:db8:0:1:ffff::1')).status).toBe(429);
  expect((await logIn(email, PASSWORD, '2001:db8:0:2::1')).status).toBe(200);
});

test('1,000 parallel guesses get no more than 10 looks at the password', async () => {
  const real = createPasswords(CHEAP);
  let checks = 0;
  const passwords = {
    ...real,
    check(hash: string | undefined, password: string) {
      checks += 1;
      return real.check(hash, password);
    },
  };
  // Two replicas, which share nothing but the database.
  const replicas = [buildTestApp(db, { passwords }), buildTestApp(db, { passwords })];
  const { email } = await registerUser(call);
  const address = newAddress();
  const guesses = Array.from({ length: 1_000 }, (_, n) =>
    replicas[n % 2]?.call('POST', '/tokens', { email, password: `guess ${n}`, address }),
  );
  const statuses = (await Promise.all(guesses)).map(answer => answer?.status);
  expect(statuses.filter(status => status === 401)).toHaveLength(10);
  expect(statuses.filter(status => status === 429)).toHaveLength(990);
  expect(checks).toBe(10);
});

test('successes do not count, however many come at once', async () => {
  const { email } = await registerUser(call);
  const address = newAddress();
  const logins = await Promise.all(Array.from({ length: 150 }, () => logIn(email, PASSWORD, address)));
  expect(new Set(logins.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await db.selectFrom('auth.attempt').where('address', '=', address).selectAll().execute()).toEqual(
    [],
  );
});

test('failures count for 15 minutes', async () => {
  const { email } = await registerUser(call);
  const address = newAddress();
  await failTimes(10, email, address);
  await ageAttempts(address, 14 * 60);
  const { status, headers } = await logIn(email, PASSWORD, address);
  expect(status).toBe(429);
  expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
  await ageAttempts(address, 60);
  expect((await logIn(email, PASSWORD, address)).status).toBe(200);
});

test('who is at two limits waits for the later one', async () => {
  const { email } = await registerUser(call);
  const address = newAddress();
  const others = Array.from({ length: 90 }, () => logIn(`${randomUUID()}@example.org`, 'wrong', address));
  await Promise.all(others);
  await ageAttempts(address, 300);
  await failTimes(10, email, address);
  await ageAttempts(address, 200);
  const waitOf = async (account: string) =>
    Number((await logIn(account, PASSWORD, address)).headers['retry-after']);
  const [ofAccount, ofAddress] = [await waitOf(email), await waitOf('nobody@example.org')];
  expect(ofAccount).toBeLessThanOrEqual(700);
  expect(ofAccount).toBeGreaterThan(600);
  expect(ofAddress).toBeLessThanOrEqual(400);
  expect(ofAddress).toBeGreaterThan(300);
});

test('attempts whose process died count as failures after a while', async () => {
  const { email } = await registerUser(call);
  const address = newAddress();
  await failTimes(10, email, address);
  await db.updateTable('auth.attempt').set({ settled: false }).where('address', '=', address).execute();
  await ageAttempts(address, 31);
  expect((await logIn(email, PASSWORD, address)).status).toBe(429);
});

test('malformed calls do not count', async () => {
  const address = newAddress();
  await call('POST', '/tokens', { email: 'a@b.c', address });
  expect(await db.selectFrom('auth.attempt').where('address', '=', address).selectAll().execute()).toEqual(
    [],
  );
});

test('guesses of the current password count together with logins', async () => {
  const { id, email } = await registerUser(call);
  const address = newAddress();
  await failTimes(5, email, address);
  const change = { current: 'wrong', password: 'another password', address };
  for (let n = 0; n < 5; n += 1) {
    expect((await call('PUT', `/users/${id}/password`, change)).status).toBe(401);
  }
  expect((await call('PUT', `/users/${id}/password`, { ...change, current: PASSWORD })).status).toBe(429);
  expect((await logIn(email, PASSWORD, address)).status).toBe(429);
});

test('an address registers at most 30 accounts, also at once', async () => {
  const address = newAddress();
  const registrations = Array.from({ length: 40 }, () =>
    call('POST', '/users', { email: `${randomUUID()}@example.org`, password: PASSWORD, address }),
  );
  const answers = await Promise.all(registrations);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(30);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(10);
  expect(refused[0]?.body.code).toBe('too-many-registrations');
  expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
});

test('old attempts are removed', async () => {
  const address = newAddress();
  await failTimes(3, 'nobody@example.org', address);
  await ageAttempts(address, 16 * 60);
  await removeOldRows(db);
  expect(await db.selectFrom('auth.attempt').where('address', '=', address).selectAll().execute()).toEqual(
    [],
  );
});
