import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runMigrations } from '@vc/kit/migrations.ts';
import { createDatabase } from '@vc/local/testing/stack.ts';
import { expect, test } from 'vitest';
import { migrations } from '../src/migrations/all.ts';
import { log } from './test-jobs.ts';

const MIGRATE = fileURLToPath(new URL('../src/migrate.ts', import.meta.url));

test('two migrations at once, and one afterwards, make one schema', async () => {
  const { urls } = await createDatabase();
  const migrate = () => runMigrations({ url: urls.jobs_owner, schema: 'jobs', migrations, log });
  await Promise.all([migrate(), migrate()]);
  await migrate();
});

test('the command brings an empty database up to date, and changes nothing the second time', async () => {
  const { urls } = await createDatabase();
  const run = async () => {
    const env = { ...process.env, DATABASE_URL: urls.jobs_owner };
    return (await promisify(execFile)(process.execPath, [MIGRATE], { env })).stdout;
  };
  expect(await run()).toContain(`"applied":${Object.keys(migrations).length}`);
  expect(await run()).toContain('"applied":0');
});

test('the command fails with a reason where the database is not to be had', async () => {
  const env = { ...process.env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' };
  await expect(promisify(execFile)(process.execPath, [MIGRATE], { env })).rejects.toMatchObject({
    code: expect.toSatisfy((code: number) => code !== 0),
  });
});
