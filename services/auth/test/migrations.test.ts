import { openDatabase } from '@vc/kit/database.ts';
import { runMigrations } from '@vc/kit/migrations.ts';
import { createDatabase } from '@vc/local/testing/stack.ts';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { migrations } from '../src/migrations/migrations.ts';
import { log } from './test-auth.ts';

const migrate = (url: string) => runMigrations({ url, schema: 'auth', migrations, log });

async function query<T>(url: string, text: string): Promise<T[]> {
  const db = openDatabase<unknown>({ url, log });
  try {
    return (await sql.raw<T>(text).execute(db)).rows;
  } finally {
    await db.destroy();
  }
}

test('several that migrate at once make one schema, and another run changes nothing', async () => {
  const { urls } = await createDatabase();
  await Promise.all([1, 2, 3].map(() => migrate(urls.auth_owner)));
  const history = 'select name from auth.kysely_migration order by name';
  const names = Object.keys(migrations).map(name => ({ name }));
  expect(await query(urls.auth_owner, history)).toEqual(names);
  await migrate(urls.auth_owner);
  expect(await query(urls.auth_owner, history)).toEqual(names);
});

test('the service works on the rows and not on the schema; the other services see nothing of it', async () => {
  const { urls } = await createDatabase();
  await migrate(urls.auth_owner);
  const count = 'select count(*) from auth.auth_user';
  expect(await query(urls.auth, count)).toEqual([{ count: 0 }]);
  await expect(query(urls.auth, 'drop table auth.auth_user')).rejects.toThrow('must be owner');
  await expect(query(urls.auth, 'create table auth.mine ()')).rejects.toThrow('permission denied');
  for (const role of ['gateway', 'converter', 'notification'] as const) {
    await expect(query(urls[role], count)).rejects.toThrow('permission denied');
  }
});
