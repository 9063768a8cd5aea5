import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { runCommand, runSuccessfully } from '../src/command.ts';
import { callManagement } from '../src/datastores/rabbitmq-management.ts';
import { createTemporaryDirectory, removeDirectory } from '../src/temporary-directory.ts';
import { startOwnRabbitmq } from '../src/testing/stack.ts';

/** What the pods of the chart begin with. */
const SCRIPT = fileURLToPath(new URL('../../../apps/rabbitmq/files/start.sh', import.meta.url));

const rabbitmq = await startOwnRabbitmq();
afterAll(() => rabbitmq.remove());

it('leaves definitions that give administrator and scaler their passwords, and new ones later', async () => {
  const importer = new URL(rabbitmq.apiUrl);
  for (const admin of ['first-password', 'second-password']) {
    const { home, run } = await prepare({ 'admin-password': admin, 'keda-password': 'scaler.password' });
    await expect(run()).resolves.toContain('rabbitmq-server');
    const definitions: object = JSON.parse(await readFile(join(home, 'definitions.json'), 'utf8'));
    const answer = await callManagement(importer.href, 'POST', '/api/definitions', definitions);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    // The broker's own administrator is called like ours.
    importer.password = admin;
    expect(await statusOf('admin', admin, '/api/users')).toBe(200);
    expect(await statusOf('keda', 'scaler.password', '/api/queues/%2F')).toBe(200);
    expect(await statusOf('keda', 'scaler.password', '/api/users')).toBe(401);
  }
  expect(await statusOf('admin', 'first-password', '/api/users')).toBe(401);
});

it('copies the cookie so that Erlang accepts it, again and again', async () => {
  const { home, run } = await prepare({});
  await run();
  await run();
  const cookie = join(home, '.erlang.cookie');
  expect((await stat(cookie)).mode & 0o777).toBe(0o400);
  expect(await readFile(cookie, 'utf8')).toBe('a-cookie');
});

it('refuses a password that would have to be escaped, and does not say which', async () => {
  const { command, env } = await prepare({ 'admin-password': 'quo"ted-password' });
  const { code, stderr } = await runCommand(command, { env });
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/^admin-password must be/);
  expect(stderr).not.toContain('quo"ted');
});

/** A Secret with these values, and an image whose entry point only says what it was asked for. */
async function prepare(values: Record<string, string>) {
  const directory = await createTemporaryDirectory();
  onTestFinished(() => removeDirectory(directory));
  const home = join(directory, 'home');
  const secrets = join(directory, 'secrets');
  const programs = join(directory, 'programs');
  for (const folder of [home, secrets, programs]) await mkdir(folder);
  const all = { 'admin-password': 'a-password', 'keda-password': 'b-password', 'erlang-cookie': 'a-cookie' };
  for (const [key, value] of Object.entries({ ...all, ...values }))
    await writeFile(join(secrets, key), value);
  const entryPoint = join(programs, 'docker-entrypoint.sh');
  await writeFile(entryPoint, '#!/bin/sh\necho "$@"\n');
  await chmod(entryPoint, 0o755);
  const command = [SCRIPT] as const;
  const env = { PATH: `${programs}:${process.env.PATH}`, HOME: home, SECRETS: secrets };
  return { home, command, env, run: () => runSuccessfully(command, { env }) };
}

async function statusOf(user: string, password: string, path: string): Promise<number> {
  const url = new URL(rabbitmq.apiUrl);
  url.username = user;
  url.password = password;
  return (await callManagement(url.href, 'GET', path)).status;
}
