import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listJobs } from '../src/owner.ts';
import { readUsage } from '../src/quota.ts';
import { createJobsDatabase, type Db, type TestJobs } from './test-jobs.ts';

// A page must cost what it shows, whatever else its owner has: the rows are counted, not the milliseconds.

const owner = randomUUID();
let jobs: TestJobs;
/** One connection, whose statistics are complete when it says so. */
let db: Db;
beforeAll(async () => {
  jobs = await createJobsDatabase();
  db = jobs.open('gateway');
  for (const [state, count] of [
    ['failed', 30],
    ['expired', 2_000],
    ['deleted', 2_000],
  ] as const)
    await addJobs(sql`${owner}::uuid`, state, count);
  await addJobs(sql`gen_random_uuid()`, 'expired', 20_000);
  await sql`vacuum analyze jobs.job`.execute(jobs.superuser);
});
afterAll(() => jobs.close());

/** Later ones are newer. */
async function addJobs(whose: RawBuilder<unknown>, state: string, count: number): Promise<void> {
  await sql`
    insert into jobs.job (owner, name, state, video_size, video_file, error_code)
    select ${whose}, 'a video', ${state}, 1000, 'v' || n, case when ${state} = 'failed' then 'no-audio' end
    from generate_series(1, ${count}::int) n`.execute(jobs.superuser);
}

/** Rows of the table that were fetched, by whatever way. */
async function countFetched(): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(db);
  await sql`select 1`.execute(db);
  const { rows } = await sql<{ fetched: number }>`
    select (seq_tup_read + idx_tup_fetch)::int as fetched from pg_stat_user_tables
    where schemaname = 'jobs' and relname = 'job'`.execute(jobs.superuser);
  return rows[0]?.fetched ?? Number.NaN;
}

test.each([
  ['the newest jobs, below thousands that are deleted', {}],
  ['jobs of a rare state, below thousands of others', { status: 'failed' as const }],
])('%s are found without a look at any other row', async (_what, filter) => {
  const before = await countFetched();
  const page = await listJobs(db, owner, { limit: 20, ...filter });
  expect(page).toHaveLength(20);
  expect(await countFetched()).toBe(before + 20);

  const next = await listJobs(db, owner, { limit: 10, before: page.at(-1)?.fid, ...filter });
  expect(next).toHaveLength(10);
  expect(await countFetched()).toBe(before + 30);
});

test('what an owner has is counted without a look at any row', async () => {
  const before = await countFetched();
  expect(await readUsage(db, owner)).toEqual({ uploads: 0, unfinishedJobs: 0, bytes: 30_000 });
  expect(await countFetched()).toBe(before);
});
