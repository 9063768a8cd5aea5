import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelJob, deleteJob, findJob, listChanges, listJobs, retryJob } from '../src/owner.ts';
import { DEFAULT_QUOTA, DEFAULT_RETENTION } from '../src/policy.ts';
import type { JobState } from '../src/schema.ts';
import { createJobsDatabase, type Db, makeJob, readRow, type TestJobs } from './test-jobs.ts';

const VISIBLE = [
  'stored',
  'converting',
  'converted',
  'failed',
  'canceled',
  'expired',
] as const satisfies JobState[];
const STATES: JobState[] = ['receiving', ...VISIBLE, 'deleted'];

let jobs: TestJobs;
let db: Db;
const owner = randomUUID();
/** One job in each state, oldest first. */
const made = new Map<JobState, string>();
beforeAll(async () => {
  jobs = await createJobsDatabase();
  db = jobs.db;
  for (const state of STATES) made.set(state, (await makeJob(db, state, { owner })).fid);
  await makeJob(db, 'stored');
});
afterAll(() => jobs.close());

const fidOf = (state: JobState) => made.get(state) ?? '';
const isVisible = (state: JobState) => VISIBLE.some(visible => visible === state);

test('an owner sees every job but uploads under way and deleted ones', async () => {
  for (const state of STATES) {
    const job = await findJob(db, owner, fidOf(state));
    expect(job?.state).toBe(isVisible(state) ? state : undefined);
    expect(await findJob(db, randomUUID(), fidOf(state))).toBeUndefined();
  }
});

test('jobs are listed newest first, page by page', async () => {
  const newestFirst = VISIBLE.map(fidOf).reverse();
  const listed = [];
  for (let before: string | undefined; ; before = listed.at(-1)) {
    const page = await listJobs(db, owner, { limit: 4, before });
    listed.push(...page.map(job => job.fid));
    if (page.length < 4) break;
  }
  expect(listed).toEqual(newestFirst);
});

test('jobs are listed by status', async () => {
  const failed = await listJobs(db, owner, { limit: 10, status: 'failed' });
  expect(failed.map(job => job.fid)).toEqual([fidOf('failed')]);
  expect(await listJobs(db, randomUUID(), { limit: 10 })).toEqual([]);
});

test('changes are listed oldest first, with what was deleted', async () => {
  const all = await listChanges(db, owner, new Date(0));
  expect(all.map(job => job.fid).toSorted()).toEqual(
    STATES.filter(state => state !== 'receiving')
      .map(fidOf)
      .toSorted(),
  );
  expect(all).toEqual(all.toSorted((one, other) => one.updated_at.getTime() - other.updated_at.getTime()));
  await sql`update jobs.job set updated_at = now() + interval '1 s' where fid = ${fidOf('expired')}`.execute(
    db,
  );
  const since = all.at(-1)?.updated_at ?? new Date(0);
  expect((await listChanges(db, owner, since)).map(job => job.state)).toContain('expired');
});

test('a refusal tells a job in the wrong state from one that the owner does not have', async () => {
  const stranger = randomUUID();
  for (const state of STATES) {
    const fid = fidOf(state);
    const absent = isVisible(state) ? 'wrong-state' : 'not-found';
    if (state !== 'stored' && state !== 'converting') {
      expect(await cancelJob(db, owner, fid, DEFAULT_RETENTION)).toBe(absent);
    }
    if (state !== 'failed') expect(await retryJob(db, owner, fid, DEFAULT_QUOTA)).toBe(absent);
    expect(await cancelJob(db, stranger, fid, DEFAULT_RETENTION)).toBe('not-found');
    expect(await retryJob(db, stranger, fid, DEFAULT_QUOTA)).toBe('not-found');
    expect(await deleteJob(db, stranger, fid)).toBe(false);
  }
  expect((await readRow(db, fidOf('failed')))?.state).toBe('failed');
});
