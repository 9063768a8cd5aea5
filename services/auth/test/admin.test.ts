import type { Revocations } from '@vc/contracts/auth-api.ts';
import { afterAll, expect, test } from 'vitest';
import { createPasswords } from '../src/passwords.ts';
import { findUserByEmail } from '../src/users.ts';
import { startMain } from './run-main.ts';
import { buildTestApp, createAuthDatabase, newAddress } from './test-auth.ts';

const { db, url } = await createAuthDatabase();
// The hashes of the command line are of today's cost.
const { call } = buildTestApp(db, { passwords: createPasswords() });
afterAll(() => db.destroy());

const EMAIL = 'ada@example.org';

function admin(args: string[], input = '') {
  const { ended, send } = startMain('admin.ts', { DATABASE_URL: url }, args);
  send(input);
  return ended;
}

const statusOfLogin = async (password: string) =>
  (await call('POST', '/tokens', { email: EMAIL, password, address: newAddress() })).status;
const leastVersion = async () => (await call<Revocations>('GET', '/revocations')).body.users[0]?.ver;

test('an operator manages a user from the first day to the last', async () => {
  expect(await admin(['user', 'list'])).toEqual({ code: 0, stdout: '', stderr: '' });

  const added = await admin(['user', 'add', EMAIL]);
  expect(added.code).toBe(0);
  const password = /^Password: (\S{20})$/m.exec(added.stdout)?.[1] ?? '';
  expect(await statusOfLogin(password)).toBe(200);
  const twice = await admin(['user', 'add', EMAIL.toUpperCase()]);
  expect([twice.code, twice.stderr]).toEqual([1, 'There is a user ADA@EXAMPLE.ORG already.\n']);

  const reset = await admin(['user', 'reset-password', EMAIL, '--password-stdin'], 'correct horse\n');
  expect(reset).toEqual({ code: 0, stdout: `Reset the password of ${EMAIL}.\n`, stderr: '' });
  expect(await statusOfLogin('correct horse')).toBe(200);
  expect(await statusOfLogin(password)).toBe(401);
  expect(await leastVersion()).toBe(1);

  expect((await admin(['user', 'disable', EMAIL])).code).toBe(0);
  expect(await statusOfLogin('correct horse')).toBe(401);
  expect(await leastVersion()).toBe(2);
  expect((await admin(['user', 'list'])).stdout).toMatch(
    /^ada@example\.org {2}\S{36} {2}\S{10} {2}disabled\n$/,
  );
  expect((await admin(['user', 'enable', EMAIL])).code).toBe(0);
  expect(await statusOfLogin('correct horse')).toBe(200);

  const user = await findUserByEmail(db, EMAIL);
  await db
    .updateTable('auth.auth_user')
    .set({ totp_enabled: true, totp_secret: Buffer.from('lost with the phone') })
    .execute();
  expect(await statusOfLogin('correct horse')).toBe(401);
  expect((await admin(['user', 'reset-totp', EMAIL])).code).toBe(0);
  expect(await statusOfLogin('correct horse')).toBe(200);
  expect(await leastVersion()).toBe((user?.token_version ?? 0) + 1);

  expect((await admin(['user', 'delete', EMAIL])).stdout).toBe(`Deleted ${EMAIL}.\n`);
  expect(await findUserByEmail(db, EMAIL)).toBeUndefined();
  expect(await leastVersion()).toBe((user?.token_version ?? 0) + 2);
});

test('a piped password is a secret: it is not printed', async () => {
  const { code, stdout } = await admin(
    ['user', 'add', 'bob@example.org', '--password-stdin'],
    'correct horse',
  );
  expect([code, stdout]).toEqual([0, 'Added bob@example.org.\n']);
});

test.each([
  [['user', 'add', 'nobody'], '', 1, '"nobody" is not an e-mail address.\n'],
  [['user', 'disable', 'nobody@example.org'], '', 1, 'There is no user nobody@example.org.\n'],
  [['user', 'add', 'c@d.e', '--password-stdin'], 'short', 1, 'A password has 8 to 256 characters.\n'],
])('%j with "%s" fails in a sentence', async (args, input, code, stderr) => {
  expect(await admin(args, input)).toEqual({ code, stdout: '', stderr });
});

test('a call that is not understood shows how to call it', async () => {
  const { code, stderr } = await admin(['user', 'promote', EMAIL]);
  expect(code).toBe(64);
  expect(stderr).toContain('admin user add <email>');
  expect((await admin(['--help'])).stdout).toContain('admin user add <email>');
});

test('a database that is away, or not configured, is said so', async () => {
  const away = startMain('admin.ts', { DATABASE_URL: 'postgres://auth@127.0.0.1:1/none' }, ['user', 'list']);
  expect(await away.ended).toMatchObject({ code: 69, stderr: expect.stringContaining('does not answer') });
  const none = startMain('admin.ts', {}, ['user', 'list']);
  expect(await none.ended).toMatchObject({
    code: 78,
    stderr: expect.stringContaining('DATABASE_URL is not set'),
  });
});
