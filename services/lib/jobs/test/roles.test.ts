import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  claimJob,
  completeJob,
  failJob,
  handBackJob,
  noteMp3Blob,
  postponeJob,
  renewConversion,
} from '../src/convert.ts';
import { expireJobs, findGarbage, freeExpiredLeases, recordRemoval } from '../src/housekeeping.ts';
import { findEndedJob, markNotified, touchJob } from '../src/notify.ts';
import { publishHint, takeDueHints } from '../src/outbox.ts';
import { cancelJob, deleteJob, findJob, listChanges, listJobs, retryJob } from '../src/owner.ts';
import { DEFAULT_QUOTA, DEFAULT_RETENTION } from '../src/policy.ts';
import { abandonUpload, acceptUpload, renewUpload } from '../src/receive.ts';
import {
  begin,
  createJobsDatabase,
  type Db,
  letLeaseRunOut,
  makeJob,
  newMp3,
  readRow,
  type TestJobs,
  VIDEO,
} from './test-jobs.ts';

// Each service does its work with the rights of its own role, and no other's.

let jobs: TestJobs;
let gateway: Db;
let converter: Db;
let notification: Db;
beforeAll(async () => {
  jobs = await createJobsDatabase();
  gateway = jobs.db;
  converter = jobs.open('converter', 2);
  notification = jobs.open('notification', 2);
});
afterAll(() => jobs.close());

const publish = async () => {};
const VERDICT = { code: 'corrupt', detail: 'Broken.' } as const;

/** What relays and housekeeping do, in gateway and converter. */
async function keepHouse(db: Db, route: 'video' | 'mp3'): Promise<void> {
  const dead = await makeJob(gateway, 'converting');
  await letLeaseRunOut(gateway, dead.fid);
  await letLeaseRunOut(gateway, (await makeJob(gateway, 'receiving')).fid);
  await freeExpiredLeases(db, DEFAULT_RETENTION);
  for (const job of await takeDueHints(db, route, 10)) await publishHint(db, job, publish);
  await expireJobs(db);
  for (const garbage of await findGarbage(db, 10)) await recordRemoval(db, garbage);
}

test('the gateway receives, answers owners, relays and keeps house', async () => {
  const { owner, fid } = await makeJob(gateway, 'failed');
  await abandonUpload(gateway, await begin(gateway));
  const lease = await begin(gateway, { owner });
  expect(await renewUpload(gateway, lease)).toBe(true);
  expect(await acceptUpload(gateway, lease, VIDEO)).toBeDefined();
  await listJobs(gateway, owner, { limit: 10 });
  await listChanges(gateway, owner, new Date(0));
  await retryJob(gateway, owner, fid, DEFAULT_QUOTA);
  await cancelJob(gateway, owner, fid, DEFAULT_RETENTION);
  expect(await deleteJob(gateway, owner, fid)).toBe(true);
  expect(await findJob(gateway, owner, fid)).toBeUndefined();
  await keepHouse(gateway, 'video');
});

test('a converter converts, relays and keeps house', async () => {
  const claim = async () => {
    const claimed = await claimJob(converter, (await makeJob(gateway, 'stored')).fid);
    if (!claimed) throw new Error('not claimed');
    return claimed.lease;
  };
  const mp3 = newMp3();
  const lease = await claim();
  expect(await renewConversion(converter, lease, 0.5)).toBe(true);
  expect(await noteMp3Blob(converter, lease, mp3.file)).toBe(true);
  expect(await completeJob(converter, lease, mp3, DEFAULT_RETENTION)).toBeDefined();
  expect(await failJob(converter, await claim(), VERDICT, DEFAULT_RETENTION)).toBeDefined();
  expect(await postponeJob(converter, await claim(), DEFAULT_RETENTION)).toBeDefined();
  expect(await handBackJob(converter, await claim())).toBe(true);
  await keepHouse(converter, 'mp3');
});

test('notification reads what it tells, and marks it as told', async () => {
  const { fid } = await makeJob(gateway, 'converted');
  const job = await findEndedJob(notification, fid);
  if (!job) throw new Error('not found');
  expect(job).toMatchObject({ fid, state: 'converted', name: VIDEO.name, epoch: 0, notified_at: null });
  const results = [await markNotified(notification, job), await markNotified(notification, job)];
  expect(results).toEqual([true, false]);
  await touchJob(notification, fid);
  expect((await readRow(gateway, fid))?.notified_at).not.toBeNull();
});

test('of an epoch that is over nothing is marked', async () => {
  const { fid, owner } = await makeJob(gateway, 'failed');
  const job = await findEndedJob(notification, fid);
  await retryJob(gateway, owner, fid, DEFAULT_QUOTA);
  const claimed = await claimJob(converter, fid);
  await failJob(converter, claimed?.lease ?? { fid, token: owner }, VERDICT, DEFAULT_RETENTION);
  expect(await markNotified(notification, job as NonNullable<typeof job>)).toBe(false);
});

test.each([
  'insert into jobs.job (owner) values (gen_random_uuid())',
  'truncate jobs.job',
  'truncate jobs.blob',
  'alter table jobs.job add column x int',
  'create table jobs.x ()',
  'select from jobs.kysely_migration',
])('a converter may not: %s', async statement => {
  await expect(sql.raw(statement).execute(converter)).rejects.toThrow(/permission denied|must be owner/);
});

test.each([
  `update jobs.job set state = 'deleted'`,
  'update jobs.job set epoch = 2',
  'update jobs.job set notified_at = now() returning video_file',
  'select * from jobs.job',
  'select lease_token from jobs.job',
  'select idempotency_key from jobs.job',
  'delete from jobs.job',
  'insert into jobs.job (owner) values (gen_random_uuid())',
  'select from jobs.blob',
  'delete from jobs.blob',
  'create table jobs.x ()',
])('notification may not: %s', async statement => {
  await expect(sql.raw(statement).execute(notification)).rejects.toThrow(/permission denied/);
});
