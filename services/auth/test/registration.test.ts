import { randomUUID } from 'node:crypto';
import type { Contact, IssuedConfirmation, RegisteredUser, User } from '@vc/contracts/auth-api.ts';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { removeOldRows } from '../src/housekeeping.ts';
import { buildTestApp, CALLERS, createAuthDatabase, newAddress, PASSWORD } from './test-auth.ts';

const { db } = await createAuthDatabase();
const open = buildTestApp(db);
const confirming = buildTestApp(db, { mustConfirmAddresses: true });
afterAll(() => db.destroy());

const registration = (email = `${randomUUID()}@example.org`) => ({
  email,
  password: PASSWORD,
  address: newAddress(),
});
const contactOf = (id: string) =>
  open.call<Contact>('GET', `/users/${id}/contact`, undefined, CALLERS.notification);

test('who registers can log in, and has an account', async () => {
  const wanted = registration();
  const { status, body } = await open.call<RegisteredUser>('POST', '/users', wanted);
  expect(status).toBe(201);
  expect(body).toEqual({ id: expect.any(String), email: wanted.email });
  expect((await open.call('POST', '/tokens', wanted)).status).toBe(200);
  expect((await open.call<User>('GET', `/users/${body.id}`)).body).toEqual({
    id: body.id,
    email: wanted.email,
    confirmed: true,
    totp: false,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
});

test('an address is taken in whatever case, also by whoever asks at the same moment', async () => {
  const email = `${randomUUID()}@example.org`;
  const answers = await Promise.all(
    [email, email.toUpperCase(), email].map(each => open.call('POST', '/users', registration(each))),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  expect(answers.find(({ status }) => status === 409)?.body.code).toBe('email-taken');
});

test.each([
  ['no address', { email: 'nobody' }],
  ['two addresses', { email: 'a@b.c,d@e.f' }],
  ['a short password', { password: 'short' }],
  ['a password over the limit', { password: 'x'.repeat(257) }],
])('%s is 400', async (_what, wrong) => {
  expect((await open.call('POST', '/users', { ...registration(), ...wrong })).status).toBe(400);
});

test('where registration is off nobody registers', async () => {
  const closed = buildTestApp(db, { isRegistrationOpen: false });
  const { status, body } = await closed.call('POST', '/users', registration());
  expect([status, body.code]).toEqual([403, 'registration-off']);
});

test('a contact is for mail only once its address is confirmed, by a link that works once', async () => {
  const { body: user } = await confirming.call<RegisteredUser>('POST', '/users', registration());
  expect((await contactOf(user.id)).body).toEqual({ email: user.email, confirmed: false });
  expect((await confirming.call('POST', '/confirmations', { token: 'a guess' })).status).toBe(404);
  expect((await contactOf(user.id)).body.confirmed).toBe(false);
  expect((await confirming.call('POST', '/confirmations', { token: user.confirmation })).status).toBe(204);
  expect((await contactOf(user.id)).body.confirmed).toBe(true);
  expect((await confirming.call('POST', '/confirmations', { token: user.confirmation })).status).toBe(404);
});

test('a new link replaces the old one, and a confirmed address gets none', async () => {
  const { body: user } = await confirming.call<RegisteredUser>('POST', '/users', registration());
  const { body: issued } = await confirming.call<IssuedConfirmation>(
    'POST',
    `/users/${user.id}/confirmation`,
  );
  expect(issued.email).toBe(user.email);
  expect((await confirming.call('POST', '/confirmations', { token: user.confirmation })).status).toBe(404);
  expect((await confirming.call('POST', '/confirmations', { token: issued.confirmation })).status).toBe(204);
  const again = await confirming.call('POST', `/users/${user.id}/confirmation`);
  expect([again.status, again.body.code]).toEqual([409, 'already-confirmed']);
});

test('a link works for a day, and is then forgotten', async () => {
  const { body: user } = await confirming.call<RegisteredUser>('POST', '/users', registration());
  await db
    .updateTable('auth.confirmation')
    .set({ expires_at: sql<Date>`now()` })
    .where('user_id', '=', user.id)
    .execute();
  expect((await confirming.call('POST', '/confirmations', { token: user.confirmation })).status).toBe(404);
  await removeOldRows(db);
  expect(
    await db.selectFrom('auth.confirmation').where('user_id', '=', user.id).selectAll().execute(),
  ).toEqual([]);
});

test('links and passwords are kept as digests only', async () => {
  const { body: user } = await confirming.call<RegisteredUser>('POST', '/users', registration());
  const rows = await sql<{ row: string }>`
    select u::text || c::text as row
    from auth.auth_user u join auth.confirmation c on c.user_id = u.id where u.id = ${user.id}`.execute(db);
  const row = rows.rows[0]?.row ?? '';
  expect(row).toContain('$argon2id$');
  expect(row).not.toContain(PASSWORD);
  expect(row).not.toContain(user.confirmation);
});

test('nobody is reached who does not exist or was disabled', async () => {
  expect((await contactOf(randomUUID())).status).toBe(404);
  expect((await open.call('GET', `/users/${randomUUID()}`)).status).toBe(404);
  expect((await open.call('POST', `/users/${randomUUID()}/confirmation`)).status).toBe(404);
  const { body: user } = await open.call<RegisteredUser>('POST', '/users', registration());
  await db.updateTable('auth.auth_user').set({ disabled: true }).where('id', '=', user.id).execute();
  expect((await contactOf(user.id)).status).toBe(404);
});
