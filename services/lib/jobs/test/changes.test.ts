import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type JobChange, watchJobs } from '../src/changes.ts';
import { claimJob, completeJob, renewConversion } from '../src/convert.ts';
import { findEndedJob, markNotified, touchJob } from '../src/notify.ts';
import { publishHint, takeDueHints } from '../src/outbox.ts';
import { deleteJob } from '../src/owner.ts';
import { DEFAULT_RETENTION } from '../src/policy.ts';
import { abandonUpload, acceptUpload, renewUpload } from '../src/receive.ts';
import {
  begin,
  createJobsDatabase,
  type Db,
  eventually,
  log,
  makeJob,
  newMp3,
  type TestJobs,
  VIDEO,
} from './test-jobs.ts';

let jobs: TestJobs;
let db: Db;
beforeAll(async () => {
  jobs = await createJobsDatabase();
  db = jobs.db;
});
afterAll(() => jobs.close());

let heard: JobChange[];
let watch: ReturnType<typeof watchJobs>;
beforeEach(async () => {
  heard = [];
  const onListening = vi.fn();
  watch = watchJobs({ url: jobs.urls.gateway, log, onChange: change => heard.push(change), onListening });
  await eventually(() => expect(onListening).toHaveBeenCalled());
});
afterEach(() => watch.close());

/** What was told of a job up to its deletion; notifications arrive in the order of the commits. */
async function hear(owner: string, fid: string): Promise<Omit<JobChange, 'fid' | 'owner'>[]> {
  await deleteJob(db, owner, fid);
  await eventually(() => expect(heard.at(-1)).toMatchObject({ fid, state: 'deleted' }));
  const own = heard.filter(change => change.fid === fid && change.owner === owner);
  return own.slice(0, -1).map(({ fid: _fid, owner: _owner, ...change }) => change);
}

const state = (name: string, progress = 0) => ({ state: name, progress, isProgressOnly: false });

test('each change of the state is told', async () => {
  const job = await makeJob(db, 'stored');
  const claimed = await claimJob(db, job.fid);
  if (!claimed) throw new Error('not claimed');
  await completeJob(db, claimed.lease, newMp3(), DEFAULT_RETENTION);
  expect(await hear(job.owner, job.fid)).toEqual([
    state('stored'),
    state('converting'),
    state('converted', 1),
  ]);
});

test('progress is told as such, and the same progress again is not', async () => {
  const { owner, fid, lease } = await makeJob(db, 'converting');
  for (const progress of [0.25, 0.25, 0.5]) await renewConversion(db, lease, progress);
  expect(await hear(owner, fid)).toEqual([
    state('stored'),
    state('converting'),
    { state: 'converting', progress: 0.25, isProgressOnly: true },
    { state: 'converting', progress: 0.5, isProgressOnly: true },
  ]);
});

test('an upload under way tells nothing, nor does the outbox', async () => {
  const lease = await begin(db);
  await renewUpload(db, lease);
  await abandonUpload(db, lease);
  const accepted = await acceptUpload(db, await begin(db), VIDEO);
  if (!accepted) throw new Error('not accepted');
  await publishHint(db, accepted, async () => {});
  await publishHint(db, accepted, () => Promise.reject(new Error('away')));
  await takeDueHints(db, 'video', 100);
  expect(await hear(accepted.owner, accepted.fid)).toEqual([state('stored')]);
  expect(heard.filter(({ fid }) => fid === lease.fid)).toEqual([]);
});

test('notifications are told of', async () => {
  const { owner, fid } = await makeJob(db, 'converted');
  const job = await findEndedJob(db, fid);
  await markNotified(db, job as NonNullable<typeof job>);
  await touchJob(db, fid);
  const told = await hear(owner, fid);
  expect(told.slice(2)).toEqual([state('converted', 1), state('converted', 1), state('converted', 1)]);
});

test('it listens again after its connection was lost', async () => {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like 'listen%'`.execute(jobs.superuser);
  await eventually(() => expect(watch.isListening()).toBe(false));
  await eventually(() => expect(watch.isListening()).toBe(true));
  const { owner, fid } = await makeJob(db, 'stored');
  expect(await hear(owner, fid)).toEqual([state('stored')]);
});
