import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimJob, completeJob, failJob, handBackJob, postponeJob, renewConversion } from '../src/convert.ts';
import { expireJobs, freeExpiredLeases } from '../src/housekeeping.ts';
import { markNotified, touchJob } from '../src/notify.ts';
import { takeDueHints } from '../src/outbox.ts';
import { cancelJob, deleteJob, retryJob } from '../src/owner.ts';
import { DEFAULT_QUOTA, DEFAULT_RETENTION } from '../src/policy.ts';
import { abandonUpload, acceptUpload, renewUpload } from '../src/receive.ts';
import type { JobRow, JobState } from '../src/schema.ts';
import {
  createJobsDatabase,
  type Db,
  type Fixture,
  makeJob,
  newMp3,
  readRow,
  type TestJobs,
  VIDEO,
} from './test-jobs.ts';

// The state machine as a table: each operation, the states in which it is legal with all that it changes there, and that
// everywhere else it leaves the row as it is.

const STATES = [
  'receiving',
  'stored',
  'converting',
  'converted',
  'failed',
  'canceled',
  'expired',
  'deleted',
] as const satisfies JobState[];

/** The columns that change, as `describeChange` tells them. */
type Effect = Record<string, unknown> | 'row gone';

type Operation = {
  name: string;
  run(db: Db, job: Fixture): Promise<unknown>;
  /** What must be so beforehand, as SQL assignments. */
  given?: string;
  /** Who alone may do it; without one, it is for the services as such. */
  right?: 'lease' | 'owner';
  effects: Partial<Record<JobState, Effect>>;
};

const WEEK = 'now + 604800 s';
const changed = { updated_at: 'now' };
const noLease = { lease_token: null, lease_until: null };
const leased = { lease_token: 'another', lease_until: 'now + 30 s' };
const unpublished = { published_at: null, published_count: 0, is_publish_confirmed: false };
const publishing = { published_at: 'now', published_count: 1, is_publish_confirmed: false };
const taken = { published_at: 'moved', published_count: 4, is_publish_confirmed: false };
const deleted = { state: 'deleted', ...unpublished, ...changed };
const expired = { state: 'expired', ...unpublished, ...changed };
const mp3 = newMp3();

const operations: Operation[] = [
  {
    name: 'acceptUpload',
    right: 'lease',
    run: (db, { lease }) => acceptUpload(db, lease, VIDEO),
    effects: {
      receiving: {
        state: 'stored',
        name: VIDEO.name,
        video_file: 'another',
        video_size: VIDEO.size,
        video_sha256: VIDEO.sha256,
        video_type: VIDEO.type,
        next_attempt_at: 'now',
        ...noLease,
        ...publishing,
        ...changed,
      },
    },
  },
  {
    name: 'renewUpload',
    right: 'lease',
    run: (db, { lease }) => renewUpload(db, lease),
    effects: { receiving: { lease_until: 'moved' } },
  },
  {
    name: 'abandonUpload',
    right: 'lease',
    run: (db, { lease }) => abandonUpload(db, lease),
    effects: { receiving: 'row gone' },
  },
  {
    name: 'claimJob',
    run: (db, { fid }) => claimJob(db, fid),
    effects: { stored: { state: 'converting', attempts: 3, progress: 0, ...leased, ...changed } },
  },
  {
    name: 'claimJob of a job whose lease has run out',
    given: `lease_until = lease_until - interval '1 h'`,
    run: (db, { fid }) => claimJob(db, fid),
    effects: {
      stored: { state: 'converting', attempts: 3, progress: 0, ...leased, ...changed },
      converting: { attempts: 3, progress: 0, ...leased, ...changed },
    },
  },
  {
    name: 'claimJob before the time of the next attempt',
    given: `next_attempt_at = now() + interval '1 s'`,
    run: (db, { fid }) => claimJob(db, fid),
    effects: {},
  },
  {
    name: 'claimJob with all attempts used',
    given: `attempts = 5, lease_until = lease_until - interval '1 h'`,
    run: (db, { fid }) => claimJob(db, fid),
    effects: {},
  },
  {
    name: 'renewConversion',
    right: 'lease',
    run: (db, { lease }) => renewConversion(db, lease, 0.75),
    effects: { converting: { lease_until: 'moved', progress: 0.75 } },
  },
  {
    name: 'completeJob',
    right: 'lease',
    run: (db, { lease }) => completeJob(db, lease, mp3, DEFAULT_RETENTION),
    effects: {
      converting: {
        state: 'converted',
        progress: 1,
        used_bitrate: mp3.bitrate,
        video_file: null,
        mp3_file: 'another',
        mp3_size: mp3.size,
        mp3_sha256: mp3.sha256,
        mp3_duration: mp3.duration,
        expires_at: WEEK,
        ...noLease,
        ...publishing,
        ...changed,
      },
    },
  },
  {
    name: 'failJob',
    right: 'lease',
    run: (db, { lease }) => failJob(db, lease, { code: 'corrupt', detail: 'Broken.' }, DEFAULT_RETENTION),
    effects: {
      converting: {
        state: 'failed',
        error_code: 'corrupt',
        error_detail: 'Broken.',
        expires_at: WEEK,
        ...noLease,
        ...publishing,
        ...changed,
      },
    },
  },
  {
    name: 'postponeJob',
    right: 'lease',
    run: (db, { lease }) => postponeJob(db, lease, DEFAULT_RETENTION),
    effects: {
      converting: {
        state: 'stored',
        progress: 0,
        next_attempt_at: expect.stringMatching(/^now \+ (4[89]|5\d|6\d|7[012]) s$/), // 60 s ± 20 %
        ...noLease,
        ...unpublished,
        ...changed,
      },
    },
  },
  {
    name: 'postponeJob after the last attempt',
    given: 'attempts = 5',
    right: 'lease',
    run: (db, { lease }) => postponeJob(db, lease, DEFAULT_RETENTION),
    effects: {
      converting: {
        state: 'failed',
        progress: 0,
        error_code: 'gave-up',
        error_detail: expect.stringContaining('five attempts'),
        next_attempt_at: expect.any(String),
        expires_at: WEEK,
        ...noLease,
        ...publishing,
        ...changed,
      },
    },
  },
  {
    name: 'handBackJob',
    right: 'lease',
    run: (db, { lease }) => handBackJob(db, lease),
    effects: {
      converting: {
        state: 'stored',
        attempts: 1,
        progress: 0,
        next_attempt_at: 'now',
        ...noLease,
        ...unpublished,
        ...changed,
      },
    },
  },
  {
    name: 'cancelJob',
    right: 'owner',
    run: (db, { owner, fid }) => cancelJob(db, owner, fid, DEFAULT_RETENTION),
    effects: {
      stored: { state: 'canceled', video_file: null, expires_at: WEEK, ...unpublished, ...changed },
      converting: {
        state: 'canceled',
        video_file: null,
        expires_at: WEEK,
        ...noLease,
        ...unpublished,
        ...changed,
      },
    },
  },
  {
    name: 'deleteJob',
    right: 'owner',
    run: (db, { owner, fid }) => deleteJob(db, owner, fid),
    effects: {
      stored: { video_file: null, ...deleted },
      converting: { video_file: null, ...noLease, ...deleted },
      converted: { mp3_file: null, ...deleted },
      failed: { video_file: null, ...deleted },
      canceled: deleted,
      expired: deleted,
    },
  },
  {
    name: 'retryJob',
    right: 'owner',
    run: (db, { owner, fid }) => retryJob(db, owner, fid, DEFAULT_QUOTA),
    effects: {
      failed: {
        state: 'stored',
        epoch: 2,
        attempts: 0,
        progress: 0,
        next_attempt_at: 'now',
        error_code: null,
        error_detail: null,
        notified_at: null,
        expires_at: null,
        ...publishing,
        ...changed,
      },
    },
  },
  {
    name: 'freeExpiredLeases with live leases',
    run: db => freeExpiredLeases(db, DEFAULT_RETENTION),
    effects: {},
  },
  {
    name: 'freeExpiredLeases',
    given: `lease_until = lease_until - interval '1 h'`,
    run: db => freeExpiredLeases(db, DEFAULT_RETENTION),
    effects: {
      receiving: 'row gone',
      converting: {
        state: 'stored',
        progress: 0,
        next_attempt_at: 'now',
        ...noLease,
        ...unpublished,
        ...changed,
      },
    },
  },
  {
    name: 'freeExpiredLeases after the last attempt',
    given: `attempts = 5, lease_until = lease_until - interval '1 h'`,
    run: db => freeExpiredLeases(db, DEFAULT_RETENTION),
    effects: {
      receiving: 'row gone',
      converting: {
        state: 'failed',
        progress: 0,
        error_code: 'gave-up',
        error_detail: expect.stringContaining('five attempts'),
        next_attempt_at: 'now',
        expires_at: WEEK,
        ...noLease,
        ...unpublished,
        ...changed,
      },
    },
  },
  { name: 'expireJobs before the time', run: expireJobs, effects: {} },
  {
    name: 'expireJobs',
    given: `expires_at = now() - interval '1 s'`,
    run: expireJobs,
    effects: {
      converted: { mp3_file: null, ...expired },
      failed: { video_file: null, ...expired },
      canceled: expired,
    },
  },
  { name: 'markNotified of a job that is marked', run: mark, effects: {} },
  {
    name: 'markNotified',
    given: 'notified_at = null',
    run: mark,
    effects: { converted: { notified_at: 'now', ...changed }, failed: { notified_at: 'now', ...changed } },
  },
  {
    name: 'touchJob',
    run: (db, { fid }) => touchJob(db, fid),
    effects: {
      stored: changed,
      converting: changed,
      converted: changed,
      failed: changed,
      canceled: changed,
      expired: changed,
    },
  },
  { name: 'takeDueHints(video)', run: db => takeDueHints(db, 'video', 1000), effects: { stored: taken } },
  { name: 'takeDueHints(mp3) of notified jobs', run: db => takeDueHints(db, 'mp3', 1000), effects: {} },
  {
    name: 'takeDueHints(mp3)',
    given: 'notified_at = null',
    run: db => takeDueHints(db, 'mp3', 1000),
    effects: { converted: taken, failed: taken },
  },
];

/** Marks the job as it stands, so that nothing but its state can be in the way. */
async function mark(db: Db, { fid }: Fixture): Promise<unknown> {
  const job = await readRow(db, fid);
  return job && markNotified(db, job);
}

let jobs: TestJobs;
beforeAll(async () => {
  jobs = await createJobsDatabase();
});
afterAll(() => jobs.close());

describe.each(operations)('$name', ({ run, given, effects }) => {
  test.each(STATES)('%s', async state => {
    const job = await makeJob(jobs.db, state);
    await makeEveryChangeVisible(job.fid);
    if (given)
      await sql`update jobs.job set ${sql.raw(given)} where fid = ${job.fid}`.execute(jobs.superuser);
    const [before, version] = [await readRow(jobs.db, job.fid), await readVersion(job.fid)];
    await run(jobs.db, job);
    const after = await readRow(jobs.db, job.fid);
    expect(describeChange(before, after)).toEqual(effects[state] ?? {});
    if (!effects[state]) expect(await readVersion(job.fid)).toBe(version);
  });
});

describe.each(operations.filter(({ right }) => right))(
  '$name by somebody without the right',
  ({ run, right }) => {
    test.each(STATES)('%s', async state => {
      const job = await makeJob(jobs.db, state);
      const version = await readVersion(job.fid);
      const stranger = randomUUID();
      await run(
        jobs.db,
        right === 'owner'
          ? { ...job, owner: stranger }
          : { ...job, lease: { ...job.lease, token: stranger } },
      );
      expect(await readVersion(job.fid)).toBe(version);
    });
  },
);

/** Tells one version of a row from the next, whatever stands in it. */
async function readVersion(fid: string): Promise<string | undefined> {
  const { rows } = await sql<{ version: string }>`
    select xmin::text || ctid::text as version from jobs.job where fid = ${fid}`.execute(jobs.superuser);
  return rows[0]?.version;
}

/** Gives each column a value that no operation writes, where the state allows it. */
async function makeEveryChangeVisible(fid: string): Promise<void> {
  await sql`
    update jobs.job set
      epoch = 1, attempts = 2, progress = 0.5,
      next_attempt_at = now() - interval '1 h', updated_at = now() - interval '1 h',
      lease_until = lease_until + interval '1 s', expires_at = expires_at + interval '1 h',
      published_at = now() - interval '2 h', published_count = 3, is_publish_confirmed = true,
      notified_at = case when state in ('converted', 'failed', 'expired') then now() - interval '1 h' end
    where fid = ${fid}`.execute(jobs.superuser);
}

/** The columns that differ; times as their distance to the change's own, ids as `another`. */
function describeChange(before: JobRow | undefined, after: JobRow | undefined): Effect {
  if (!before || !after) return before ? 'row gone' : {};
  const now = after.updated_at.getTime();
  const isChanged = now !== before.updated_at.getTime();
  const tell = (column: string, value: unknown) => {
    if (value instanceof Date) return isChanged ? tellTime(value.getTime() - now) : 'moved';
    return value && /_file$|_token$/.test(column) ? 'another' : value;
  };
  return Object.fromEntries(
    Object.entries(after)
      .filter(([column, value]) => JSON.stringify(value) !== JSON.stringify(before[column as keyof JobRow]))
      .map(([column, value]) => [column, tell(column, value)]),
  );
}

const tellTime = (distance: number) => (distance === 0 ? 'now' : `now + ${Math.round(distance / 1000)} s`);
