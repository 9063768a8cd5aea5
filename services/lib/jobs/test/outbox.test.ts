import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { claimJob, completeJob, postponeJob } from '../src/convert.ts';
import { publishHint, takeDueHints } from '../src/outbox.ts';
import { cancelJob } from '../src/owner.ts';
import { DEFAULT_RETENTION } from '../src/policy.ts';
import { acceptUpload } from '../src/receive.ts';
import { startRelay } from '../src/relay.ts';
import type { JobRow, JobState } from '../src/schema.ts';
import {
  begin,
  createJobsDatabase,
  type Db,
  eventually,
  letLeaseRunOut,
  log,
  makeJob,
  newMp3,
  readRow,
  type TestJobs,
  VIDEO,
} from './test-jobs.ts';

let jobs: TestJobs;
let db: Db;
beforeAll(async () => {
  jobs = await createJobsDatabase();
  db = jobs.db;
});
beforeEach(() => sql`truncate jobs.job, jobs.blob`.execute(jobs.superuser));
afterAll(() => jobs.close());

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const works = async () => {};
const fails = () => Promise.reject(new Error('the broker is away'));
const isDue = async (fid: string, route: 'video' | 'mp3' = 'video') =>
  (await takeDueHints(db, route, 100)).some(job => job.fid === fid);

/** Lets time pass since the hint was published. */
const wait = (fid: string, time: string) =>
  sql`update jobs.job set published_at = published_at - ${time}::interval where fid = ${fid}`.execute(
    jobs.superuser,
  );

async function accept(): Promise<JobRow> {
  const job = await acceptUpload(db, await begin(db), VIDEO);
  if (!job) throw new Error('not accepted');
  return job;
}

test('who accepts an upload publishes its hint; the relay steps in after 30 s without a confirm', async () => {
  const { fid } = await accept();
  expect(await isDue(fid)).toBe(false);
  await wait(fid, '29 s');
  expect(await isDue(fid)).toBe(false);
  await wait(fid, '2 s');
  expect(await isDue(fid)).toBe(true);
  expect(await isDue(fid)).toBe(false);
  expect(await readRow(db, fid)).toMatchObject({ published_count: 2, is_publish_confirmed: false });
});

test('a confirmed hint of a job that is still due is sent again after 2, 4, 8 … and at most 60 minutes', async () => {
  const { fid } = await accept();
  for (const [count, minutes] of [
    [1, 2],
    [2, 4],
    [5, 32],
    [6, 60],
    [30, 60],
    [2_000_000_000, 60],
  ]) {
    const mark = { published_count: count, is_publish_confirmed: true, published_at: sql<Date>`now()` };
    await db.updateTable('jobs.job').set(mark).where('fid', '=', fid).execute();
    await wait(fid, `${minutes} minutes -1 s`);
    expect(await isDue(fid)).toBe(false);
    await wait(fid, '2 s');
    expect(await isDue(fid)).toBe(true);
  }
});

test('a confirm is recorded with the message that the job’s row tells', async () => {
  const publish = vi.fn(works);
  const job = await accept();
  expect(await publishHint(db, job, publish)).toBe(true);
  expect(publish).toHaveBeenCalledExactlyOnceWith('video', {
    file_id: job.fid,
    user_id: job.owner,
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  expect(await readRow(db, job.fid)).toMatchObject({ published_count: 1, is_publish_confirmed: true });
});

test.each([
  ['converted', 'completed'],
  ['failed', 'failed'],
] as const)('a %s job is told as %s', async (state, status) => {
  const { fid, owner } = await makeJob(db, state);
  const publish = vi.fn(works);
  await publishHint(db, (await readRow(db, fid)) as JobRow, publish);
  const told = { user_id: owner, file_id: fid, status, epoch: 0, timestamp: expect.any(String) };
  expect(publish).toHaveBeenCalledExactlyOnceWith('mp3', told);
});

test.each(['receiving', 'converting', 'canceled', 'expired', 'deleted'] satisfies JobState[])(
  'a %s job has no hint',
  async state => {
    const { fid } = await makeJob(db, state);
    const publish = vi.fn(works);
    expect(await publishHint(db, (await readRow(db, fid)) as JobRow, publish)).toBe(false);
    expect(publish).not.toHaveBeenCalled();
    for (const route of ['video', 'mp3'] as const) expect(await isDue(fid, route)).toBe(false);
  },
);

test('a hint that the broker did not take is given back, and does not count', async () => {
  const job = await accept();
  expect(await publishHint(db, job, fails)).toBe(false);
  expect(await readRow(db, job.fid)).toMatchObject({ published_at: null, published_count: 0 });
  const [taken] = await takeDueHints(db, 'video', 1);
  expect(taken).toMatchObject({ fid: job.fid, published_count: 1 });
});

test('a late outcome of a publication does not touch the mark of the job’s next state', async () => {
  const job = await accept();
  const claimed = await claimJob(db, job.fid);
  if (!claimed) throw new Error('not claimed');
  const converted = await completeJob(db, claimed.lease, newMp3(), DEFAULT_RETENTION);
  for (const publish of [works, fails]) await publishHint(db, job, publish);
  expect(await readRow(db, job.fid)).toEqual(converted);
});

test('a job that waits for its next attempt is due then and not before', async () => {
  const { fid, lease } = await makeJob(db, 'converting');
  await postponeJob(db, lease, DEFAULT_RETENTION);
  expect(await isDue(fid)).toBe(false);
  await sql`update jobs.job set next_attempt_at = now() where fid = ${fid}`.execute(db);
  expect(await isDue(fid)).toBe(true);
});

test('an ended job is due until it is notified', async () => {
  const { fid } = await makeJob(db, 'converted');
  await wait(fid, '1 h');
  expect(await isDue(fid, 'mp3')).toBe(true);
  await sql`update jobs.job set notified_at = now(), published_at = null where fid = ${fid}`.execute(db);
  expect(await isDue(fid, 'mp3')).toBe(false);
});

/** A relay whose broker can be away, and what it sent. */
function relayTo(broker: { isUp: boolean }, route: 'video' | 'mp3' = 'video') {
  const sent: string[] = [];
  const relay = startRelay({
    db,
    route,
    async publish(_route, message) {
      if (!broker.isUp) throw new Error('the broker is away');
      sent.push(message.file_id);
    },
    isConnected: () => broker.isUp,
    retention: DEFAULT_RETENTION,
    log,
  });
  closing.push(() => relay.close());
  return { relay, sent };
}

test('a woken relay sends what is due, in as many batches as it takes', async () => {
  const fids: string[] = [];
  for (let n = 0; n < 120; n += 1) fids.push((await accept()).fid);
  const { relay, sent } = relayTo({ isUp: true });
  await sql`update jobs.job set published_at = null, published_count = 0`.execute(db);
  relay.wake();
  await eventually(() => expect(sent.toSorted()).toEqual(fids.toSorted()));
  const unconfirmed = () =>
    db.selectFrom('jobs.job').selectAll().where('is_publish_confirmed', '=', false).execute();
  await eventually(async () => expect(await unconfirmed()).toEqual([]));
});

test('while the broker is away nothing is taken, but leases are freed; afterwards it goes out', async () => {
  const broker = { isUp: false };
  const { fid } = await makeJob(db, 'converting');
  await letLeaseRunOut(db, fid);
  const { relay, sent } = relayTo(broker);
  await eventually(async () => expect((await readRow(db, fid))?.state).toBe('stored'));
  await relay.close();
  expect(await readRow(db, fid)).toMatchObject({ published_at: null, published_count: 0 });
  expect(sent).toEqual([]);

  broker.isUp = true;
  const { sent: later } = relayTo(broker);
  await eventually(() => expect(later).toEqual([fid]));
});

test('a wiped broker gets its hints again', async () => {
  const wiped = { video: await accept(), mp3: await makeJob(db, 'failed') };
  await sql`update jobs.job set is_publish_confirmed = true`.execute(db);
  for (const { fid } of [wiped.video, wiped.mp3]) await wait(fid, '3 minutes');
  const [video, mp3] = [relayTo({ isUp: true }, 'video'), relayTo({ isUp: true }, 'mp3')];
  await eventually(() => expect([video.sent, mp3.sent]).toEqual([[wiped.video.fid], [wiped.mp3.fid]]));
});

test('two relays share the work, and what is canceled meanwhile is nobody’s', async () => {
  const fids: string[] = [];
  for (let n = 0; n < 60; n += 1) fids.push((await accept()).fid);
  await sql`update jobs.job set published_at = null, published_count = 0`.execute(db);
  const canceled = await accept();
  await cancelJob(db, canceled.owner, canceled.fid, DEFAULT_RETENTION);
  const relays = [relayTo({ isUp: true }), relayTo({ isUp: true })];
  await eventually(() => expect(relays.flatMap(({ sent }) => sent).toSorted()).toEqual(fids.toSorted()));
});
