import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimJob, completeJob, noteMp3Blob, renewConversion } from '../src/convert.ts';
import { expireJobs, findGarbage, freeExpiredLeases, recordRemoval } from '../src/housekeeping.ts';
import { findEndedJob, markNotified } from '../src/notify.ts';
import { publishHint, takeDueHints } from '../src/outbox.ts';
import { cancelJob, deleteJob, findJob, listChanges, listJobs } from '../src/owner.ts';
import { DEFAULT_QUOTA, DEFAULT_RETENTION } from '../src/policy.ts';
import { acceptUpload, beginUpload, renewUpload } from '../src/receive.ts';
import type { JobRow } from '../src/schema.ts';
import {
  anUpload,
  begin,
  createJobsDatabase,
  type Db,
  makeJob,
  newFile,
  newMp3,
  type TestJobs,
  VIDEO,
} from './test-jobs.ts';

// What is done all the time must cost the same however many jobs there are: no query may read a whole table.

const JOBS = Number(process.env.SCALE_JOBS ?? 20_000);
const BATCH = 20_000;

let jobs: TestJobs;
/** One connection, whose statistics are complete when it says so. */
let db: Db;
const owner = randomUUID();
beforeAll(async () => {
  jobs = await createJobsDatabase();
  db = jobs.open('gateway');
  await fill();
});
afterAll(() => jobs.close());

/** Mostly ended jobs with their MP3s, some of them long gone; a few that wait, are worked on or are to be removed. */
async function fill(): Promise<void> {
  for (let from = 1; from < JOBS; from += BATCH) await addJobs(from);
  await sql`vacuum analyze jobs.job, jobs.blob`.execute(jobs.superuser);
}

async function addJobs(from: number): Promise<void> {
  await sql`
    with job as (
    insert into jobs.job (owner, name, state, video_size, video_file, mp3_file, mp3_size, notified_at, published_at,
      published_count, is_publish_confirmed, expires_at, lease_token, lease_until, idempotency_key, created_at, updated_at)
    select case when n % 100 = 0 then ${owner}::uuid else gen_random_uuid() end, 'video ' || n, state, 1000,
      case when state in ('stored', 'converting') then 'v' || n end,
      case when state = 'converted' then 'm' || n end, 100,
      case when state = 'converted' then now() end, now(), 1, true, now() + interval '5 d',
      case when state in ('converting', 'receiving') then gen_random_uuid() end,
      case when state in ('converting', 'receiving') then now() + interval '1 h' end,
      n::text, now() - interval '20 d',
      now() - n % 1000 * (case when state = 'deleted' then interval '1 minute' else interval '40 minutes' end)
    from (select n, case
        when n % 200 = 1 then 'stored'
        when n % 1000 = 2 then 'converting'
        when n % 1000 = 3 then 'receiving'
        when n % 4 = 1 then 'expired'
        when n % 40 = 2 then 'deleted'
        else 'converted' end as state
      from generate_series(${from}::int, ${from + BATCH - 1}::int) n) jobs
    returning *)
    insert into jobs.blob (file, bucket, fid, token, remove_at)
    select coalesce(mp3_file, video_file, 'x' || fid), 'mp3s', fid, gen_random_uuid(),
      case when state = 'deleted' then now() + interval '1 h' end
    from job`.execute(jobs.superuser);
}

/** How often either table was read from its beginning to its end. */
async function countScans(): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(db);
  await sql`select 1`.execute(db);
  const { rows } = await sql<{ scans: number }>`
    select sum(seq_scan)::int as scans from pg_stat_user_tables where relname in ('job', 'blob')`.execute(
    jobs.superuser,
  );
  return rows[0]?.scans ?? Number.NaN;
}

const publish = async () => {};

const operations: Record<string, () => Promise<unknown>> = {
  'a whole conversion': async () => {
    const { fid } = await makeJob(db, 'stored', { owner: randomUUID() });
    const claimed = await claimJob(db, fid);
    if (!claimed) throw new Error('not claimed');
    await renewConversion(db, claimed.lease, 0.5);
    const mp3 = newMp3();
    await noteMp3Blob(db, claimed.lease, mp3.file);
    await completeJob(db, claimed.lease, mp3, DEFAULT_RETENTION);
    const job = (await findEndedJob(db, fid)) as JobRow;
    await markNotified(db, job);
  },
  'an upload of an owner with many jobs': async () => {
    const idempotency = { key: 'new', contentLength: null };
    const quota = { ...DEFAULT_QUOTA, uploads: 2 ** 30, unfinishedJobs: 2 ** 30 };
    const lease = await begin(db, { owner, idempotency, file: newFile() }, quota);
    await renewUpload(db, lease);
    await acceptUpload(db, lease, VIDEO);
    await beginUpload(db, anUpload({ owner, idempotency }), quota);
    await cancelJob(db, owner, lease.fid, DEFAULT_RETENTION);
    await deleteJob(db, owner, lease.fid);
  },
  'the pages of an owner with many jobs': async () => {
    const [last] = await listJobs(db, owner, { limit: 50 });
    await listJobs(db, owner, { limit: 50, before: last?.fid });
    await listJobs(db, owner, { limit: 50, status: 'converted' });
    await findJob(db, owner, last?.fid ?? owner);
    await listChanges(db, owner, new Date(Date.now() - 10_000));
  },
  'a relay': async () => {
    await freeExpiredLeases(db, DEFAULT_RETENTION);
    for (const route of ['video', 'mp3'] as const) {
      for (const job of await takeDueHints(db, route, 50)) await publishHint(db, job, publish);
    }
  },
  housekeeping: async () => {
    await expireJobs(db);
    for (const garbage of await findGarbage(db, 50)) await recordRemoval(db, garbage);
  },
};

test.each(Object.entries(operations))('%s reads no whole table', async (name, operation) => {
  const before = await countScans();
  const begun = performance.now();
  await operation();
  if (process.env.SCALE_JOBS) console.log(name, (performance.now() - begun).toFixed(1), 'ms');
  expect(await countScans()).toBe(before);
});
