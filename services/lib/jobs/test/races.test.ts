import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import {
  type ClaimedJob,
  claimJob,
  completeJob,
  failJob,
  handBackJob,
  postponeJob,
  renewConversion,
} from '../src/convert.ts';
import { freeExpiredLeases } from '../src/housekeeping.ts';
import { takeDueHints } from '../src/outbox.ts';
import { cancelJob, deleteJob } from '../src/owner.ts';
import { DEFAULT_QUOTA, DEFAULT_RETENTION } from '../src/policy.ts';
import { acceptUpload, beginUpload, renewUpload } from '../src/receive.ts';
import type { JobRow } from '../src/schema.ts';
import type { Lease } from '../src/transition.ts';
import {
  anUpload,
  begin,
  createJobsDatabase,
  type Db,
  eventually,
  isAnyWaiting,
  letLeaseRunOut,
  makeJob,
  newMp3,
  readRow,
  type TestJobs,
  VIDEO,
} from './test-jobs.ts';

const ROUNDS = 100;

let jobs: TestJobs;
/** Eight processes, as it were. */
let racers: Db[];
beforeAll(async () => {
  jobs = await createJobsDatabase();
  racers = Array.from({ length: 8 }, () => jobs.open('gateway'));
});
afterAll(() => jobs.close());
afterEach(() => {
  vi.useRealTimers();
});

const claimAll = async (fid: string): Promise<ClaimedJob[]> =>
  (await Promise.all(racers.map(db => claimJob(db, fid)))).filter(claim => claim !== undefined);

test(`a due job is claimed by one of eight, ${ROUNDS} times`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { fid } = await makeJob(jobs.db, 'stored');
    const winners = await claimAll(fid);
    expect(winners).toHaveLength(1);
    expect(await readRow(jobs.db, fid)).toMatchObject({
      state: 'converting',
      attempts: 1,
      lease_token: winners[0]?.lease.token,
    });
  }
});

test(`a lease that has run out is taken over by one of eight, ${ROUNDS} times, and the old token is worth nothing`, async () => {
  const { fid, lease } = await makeJob(jobs.db, 'converting');
  let old: Lease = lease;
  for (let round = 0; round < ROUNDS; round += 1) {
    await jobs.db
      .updateTable('jobs.job')
      .set({ attempts: 1, lease_until: new Date(0) })
      .where('fid', '=', fid)
      .execute();
    const [winner, ...others] = await claimAll(fid);
    expect(others).toEqual([]);
    if (!winner) throw new Error('nobody claimed');
    expect(await writeLate(old)).toEqual([false, undefined, undefined, undefined, false]);
    expect(await readRow(jobs.db, fid)).toMatchObject({
      state: 'converting',
      attempts: 2,
      lease_token: winner.lease.token,
    });
    old = winner.lease;
  }
});

/** All that the holder of a lease may do. */
const writeLate = (lease: Lease) =>
  Promise.all([
    renewConversion(jobs.db, lease, 0.5),
    completeJob(jobs.db, lease, newMp3(), DEFAULT_RETENTION),
    failJob(jobs.db, lease, { code: 'corrupt', detail: '' }, DEFAULT_RETENTION),
    postponeJob(jobs.db, lease, DEFAULT_RETENTION),
    handBackJob(jobs.db, lease),
  ]);

test(`completion, cancelation, deletion and takeover at once leave one consistent job, ${ROUNDS} times`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { fid, owner, lease } = await makeJob(jobs.db, 'converting');
    await letLeaseRunOut(jobs.db, fid);
    const mp3 = newMp3();
    const [one, two, three, four, five] = racers as [Db, Db, Db, Db, Db];
    const isDeleting = round % 2 === 0;
    const [converted, canceled, isDeleted, claimed] = await Promise.all([
      completeJob(one, lease, mp3, DEFAULT_RETENTION),
      cancelJob(two, owner, fid, DEFAULT_RETENTION),
      isDeleting && deleteJob(three, owner, fid),
      claimJob(four, fid),
      freeExpiredLeases(five, DEFAULT_RETENTION),
    ]);
    const isCanceled = typeof canceled === 'object';
    expect([converted, isCanceled].filter(Boolean).length).toBeLessThan(2);
    expect([converted, claimed].filter(Boolean).length).toBeLessThan(2);
    expect(isDeleted).toBe(isDeleting);

    const job = await readRow(jobs.db, fid);
    const expected = isDeleting
      ? 'deleted'
      : converted
        ? 'converted'
        : isCanceled
          ? 'canceled'
          : 'converting';
    expect(job?.state).toBe(expected);
    expect(job?.mp3_file).toBe(expected === 'converted' ? mp3.file : null);
    if (!converted) expect(await writeLate(lease)).toEqual([false, undefined, undefined, undefined, false]);
    expect(await readRow(jobs.db, fid)).toEqual(job);
  }
});

test('an upload that is accepted while its key is being taken over stays accepted', async () => {
  const request = anUpload({ idempotency: { key: 'slow', contentLength: null } });
  const lease = await begin(jobs.db, request);
  await letLeaseRunOut(jobs.db, lease.fid);

  const [accepting, other] = racers as [Db, Db];
  let second: ReturnType<typeof beginUpload> | undefined;
  await accepting.transaction().execute(async trx => {
    await acceptUpload(trx, lease, VIDEO);
    second = beginUpload(other, { ...request, file: anUpload().file }, DEFAULT_QUOTA);
    await eventually(async () => expect(await isAnyWaiting(jobs.superuser)).toBe(true));
  });
  expect(await second).toMatchObject({ kind: 'accepted-before', job: { fid: lease.fid, state: 'stored' } });
});

test(`acceptance races with the takeover of its key: exactly one upload is there in the end, ${ROUNDS} times`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const request = anUpload({ idempotency: { key: 'raced', contentLength: null } });
    const lease = await begin(jobs.db, request);
    await letLeaseRunOut(jobs.db, lease.fid);
    const [one, two] = racers as [Db, Db];
    const [accepted, second] = await Promise.all([
      acceptUpload(one, lease, VIDEO),
      beginUpload(two, { ...request, file: anUpload().file }, DEFAULT_QUOTA),
    ]);
    expect(second.kind).toBe(accepted ? 'accepted-before' : 'begun');
    const rows = await jobs.db
      .selectFrom('jobs.job')
      .selectAll()
      .where('owner', '=', request.owner)
      .execute();
    expect(rows.map(row => row.state)).toEqual([accepted ? 'stored' : 'receiving']);
  }
});

test('relays share due hints without taking one twice', async () => {
  const made: string[] = [];
  for (let n = 0; n < 60; n += 1) made.push((await makeJob(jobs.db, 'stored')).fid);
  await jobs.db.updateTable('jobs.job').set({ published_at: null }).where('fid', 'in', made).execute();

  const shares: JobRow[][] = await Promise.all(racers.map(db => takeDueHints(db, 'video', 10)));
  const rest = await takeDueHints(jobs.db, 'video', 1000);
  const taken = [...shares.flat(), ...rest].map(job => job.fid).filter(fid => made.includes(fid));
  expect(taken.toSorted()).toEqual(made.toSorted());
  for (const share of shares) expect(share.length).toBeLessThanOrEqual(10);
});

test.each([
  ['an hour fast', 3600_000],
  ['an hour slow', -3600_000],
])('a client whose clock is %s is no other client', async (_name, skew) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + skew });
  const owner = randomUUID();
  const lease = await begin(jobs.db, { owner });
  expect(await renewUpload(jobs.db, lease)).toBe(true);
  await freeExpiredLeases(jobs.db, DEFAULT_RETENTION);
  expect(await acceptUpload(jobs.db, lease, VIDEO)).toMatchObject({ state: 'stored' });
  const claimed = await claimJob(jobs.db, lease.fid);
  expect(claimed).toBeDefined();
  await freeExpiredLeases(jobs.db, DEFAULT_RETENTION);
  expect(await claimJob(jobs.db, lease.fid)).toBeUndefined();
  expect(await renewConversion(jobs.db, claimed?.lease as Lease, 0.5)).toBe(true);
  const postponed = await postponeJob(jobs.db, claimed?.lease as Lease, DEFAULT_RETENTION);
  expect(await claimJob(jobs.db, lease.fid)).toBeUndefined();

  const [clock] = await jobs.db.selectNoFrom(sql<Date>`now()`.as('now')).execute();
  const wait = Number(postponed?.next_attempt_at) - Number(clock?.now);
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThan(60_000);
});
