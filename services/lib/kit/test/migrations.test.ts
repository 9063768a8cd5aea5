import { withClient } from '@vc/local/provision.ts';
import { createDatabase, type TestDatabase } from '@vc/local/testing/stack.ts';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { beforeEach, expect, test } from 'vitest';
import { createLogger } from '../src/logger.ts';
import { runMigrations } from '../src/migrations.ts';

const log = createLogger('test', 'silent');

const migrations: Record<string, Migration> = {
  '001-table': { up: (db: Kysely<unknown>) => run(db, 'create table jobs.thing (n int)') },
  '002-row': { up: (db: Kysely<unknown>) => run(db, 'insert into jobs.thing values (1)') },
};

async function run(db: Kysely<unknown>, statement: string): Promise<void> {
  await sql.raw(statement).execute(db);
}

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase();
});

const migrate = (all: Record<string, Migration>) =>
  runMigrations({ url: database.urls.jobs_owner, schema: 'jobs', migrations: all, log });

const query = (statement: string) => withClient(database.url, client => client.query(statement));

test('each runs once, however many processes begin at the same time', async () => {
  await Promise.all(Array.from({ length: 5 }, () => migrate(migrations)));
  await migrate(migrations);
  expect((await query('select * from jobs.thing')).rows).toEqual([{ n: 1 }]);
});

test('what was added since the last run is run', async () => {
  await migrate(migrations);
  await migrate({
    ...migrations,
    '003-row': { up: (db: Kysely<unknown>) => run(db, 'insert into jobs.thing values (2)') },
  });
  expect((await query('select n from jobs.thing order by n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
});

test('a program that is rolled back finds those of its successor, and leaves them alone', async () => {
  const addRow = { up: (db: Kysely<unknown>) => run(db, 'insert into jobs.thing values (2)') };
  await migrate({ ...migrations, '003-row': addRow });
  await migrate(migrations);
  await migrate({ ...migrations, '003-row': addRow });
  expect((await query('select n from jobs.thing order by n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
});

test('one that has run, is unknown and comes before others is refused', async () => {
  await migrate(migrations);
  const { '001-table': _, ...others } = migrations;
  await expect(migrate(others)).rejects.toThrow('001-table is missing');
});

test('one that fails leaves nothing of its run, and the next run starts over', async () => {
  const failing = { up: (db: Kysely<unknown>) => run(db, 'insert into jobs.nothing values (1)') };
  await expect(migrate({ ...migrations, '003-failing': failing })).rejects.toThrow('jobs.nothing');
  expect((await query(`select to_regclass('jobs.thing') as found`)).rows).toEqual([{ found: null }]);
  await migrate(migrations);
});

test('a server that is away is an error, not a wait', async () => {
  const url = 'postgres://jobs_owner:secret@127.0.0.1:1/none';
  await expect(runMigrations({ url, schema: 'jobs', migrations, log })).rejects.toThrow('ECONNREFUSED');
});
