import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { runCommand, runSuccessfully } from '../src/command.ts';
import { createProgress } from '../src/progress.ts';
import { databaseUrl, generatePasswords, ROLES, withClient } from '../src/provision.ts';
import { ensurePrograms } from '../src/system-packages.ts';
import { createTemporaryDirectory, removeDirectory } from '../src/temporary-directory.ts';
import { startOwnPostgres } from '../src/testing/stack.ts';

/** What the Job of the chart runs. */
const SCRIPTS = fileURLToPath(new URL('../../../apps/postgres/files', import.meta.url));

// Its own, since roles belong to a server, and these get other passwords than everybody's.
const postgres = await startOwnPostgres();
const superuser = new URL(postgres.url);

beforeAll(() => ensurePrograms(['psql'], createProgress()));
afterAll(() => postgres.remove());

it('makes database, roles and schemas, as often as one likes', async () => {
  const passwords = generatePasswords();
  await runScript(passwords);
  await runScript(passwords);
  for (const role of ROLES) await expect(currentUser(role, passwords[role])).resolves.toBe(role);
  const schemas = await withClient(databaseUrl(postgres.url, 'video_converter'), client =>
    client.query(
      `select nspname from pg_namespace where nspname in ('auth', 'jobs', 'notification') order by 1`,
    ),
  );
  expect(schemas.rows.map(({ nspname }) => nspname)).toEqual(['auth', 'jobs', 'notification']);
});

it('gives a role its new password, and the old one is worth nothing', async () => {
  const before = generatePasswords();
  await runScript(before);
  // As somebody else's generator might make it.
  const after = { ...before, gateway: String.raw`it's \ "odd" :role` };
  await runScript(after);
  await expect(currentUser('gateway', after.gateway)).resolves.toBe('gateway');
  await expect(currentUser('gateway', before.gateway)).rejects.toThrow('password authentication failed');
});

it('says neither on success nor on failure what a password is', async () => {
  const passwords = generatePasswords();
  const unknown = await runRaw({ ...passwords, nobody: 'never-to-be-seen' });
  expect(unknown.code).not.toBe(0);
  expect(unknown.stderr).toContain('role "nobody" does not exist');
  expect(unknown.stdout + unknown.stderr).not.toContain('never-to-be-seen');
  const known = await runRaw(passwords);
  for (const password of Object.values(passwords))
    expect(known.stdout + known.stderr).not.toContain(password);
});

async function runScript(passwords: Record<string, string>): Promise<void> {
  const { command, env } = await prepare(passwords);
  await runSuccessfully(command, { env });
}

async function runRaw(passwords: Record<string, string>) {
  const { command, env } = await prepare(passwords);
  return runCommand(command, { env });
}

/** The Secret as its files, and the variables that the Job has. */
async function prepare(passwords: Record<string, string>) {
  const directory = await createTemporaryDirectory();
  onTestFinished(() => removeDirectory(directory));
  const secrets = join(directory, 'secrets');
  await mkdir(secrets);
  const files = { superuser: decodeURIComponent(superuser.password), ...passwords };
  for (const [role, password] of Object.entries(files)) {
    await writeFile(join(secrets, `${role.replaceAll('_', '-')}-password`), password);
  }
  const env = {
    PATH: process.env.PATH,
    TMPDIR: directory,
    PGHOST: superuser.hostname,
    PGPORT: superuser.port,
    SCRIPTS,
    SECRETS: secrets,
    ROLES: Object.keys(passwords).join(' '),
  };
  return { command: [join(SCRIPTS, 'roles.sh')] as const, env };
}

async function currentUser(role: string, password: string): Promise<string> {
  return withClient(databaseUrl(postgres.url, 'video_converter', role, password), async client => {
    const { rows } = await client.query('select current_user as name');
    return rows[0].name;
  });
}
