import { randomUUID } from 'node:crypto';
import { openDatabase } from '@vc/kit/database.ts';
import { isOutage } from '@vc/kit/outage.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimJob, completeJob, failJob } from '../src/convert.ts';
import { deleteJob, retryJob } from '../src/owner.ts';
import { DEFAULT_QUOTA, DEFAULT_RETENTION } from '../src/policy.ts';
import { acceptUpload, beginUpload } from '../src/receive.ts';
import type { JobsDatabase } from '../src/schema.ts';
import { type CuttingProxy, openCuttingProxy } from './cutting-proxy.ts';
import {
  anUpload,
  begin,
  createJobsDatabase,
  type Db,
  letLeaseRunOut,
  log,
  makeJob,
  newMp3,
  readRow,
  type TestJobs,
  VIDEO,
} from './test-jobs.ts';

let jobs: TestJobs;
let proxy: CuttingProxy;
/** The gateway's connections, on which answers get lost. */
let db: Db;
beforeAll(async () => {
  jobs = await createJobsDatabase();
  proxy = await openCuttingProxy(jobs.urls.gateway);
  db = openDatabase<JobsDatabase>({ url: proxy.url, log });
});
afterAll(async () => {
  await db.destroy();
  await proxy.close();
  await jobs.close();
});

/** Runs what changes a row, and loses the answer on the way back. */
async function losing(text: string, run: () => Promise<unknown>): Promise<void> {
  const before = proxy.lost();
  proxy.loseAnswerTo(text);
  const error = await run().then(
    () => undefined,
    cause => cause,
  );
  expect(isOutage(error)).toBe(true);
  expect(proxy.lost()).toBe(before + 1);
}

const UPDATE = 'update "jobs"."job"';

test('an acceptance whose answer is lost is found when asked again, and happened once', async () => {
  const lease = await begin(db);
  await losing(UPDATE, () => acceptUpload(db, lease, VIDEO));
  const accepted = await readRow(jobs.db, lease.fid);
  expect(accepted).toMatchObject({ state: 'stored', video_file: lease.file, published_count: 1 });

  expect(await acceptUpload(db, lease, VIDEO)).toEqual(accepted);
  expect(await readRow(jobs.db, lease.fid)).toEqual(accepted);
});

test('an acceptance is found even when the job has moved on, but not once it is deleted', async () => {
  const owner = randomUUID();
  const lease = await begin(db, { owner });
  await losing(UPDATE, () => acceptUpload(db, lease, VIDEO));
  await claimJob(jobs.db, lease.fid);
  expect(await acceptUpload(db, lease, VIDEO)).toMatchObject({ fid: lease.fid, state: 'converting' });
  await deleteJob(jobs.db, owner, lease.fid);
  expect(await acceptUpload(db, lease, VIDEO)).toBeUndefined();
});

test('an acceptance that never reached the row is refused after somebody else freed it', async () => {
  const key = { key: 'once', contentLength: null };
  const owner = randomUUID();
  const lease = await begin(db, { owner, idempotency: key });
  await letLeaseRunOut(jobs.db, lease.fid);
  const next = await begin(jobs.db, { owner, idempotency: key });
  expect(await acceptUpload(db, lease, VIDEO)).toBeUndefined();
  expect(await acceptUpload(db, next, VIDEO)).toMatchObject({ fid: next.fid });
});

test('a completion whose answer is lost is found when asked again, and happened once', async () => {
  const { fid, lease } = await makeJob(jobs.db, 'converting');
  const mp3 = newMp3();
  await losing(UPDATE, () => completeJob(db, lease, mp3, DEFAULT_RETENTION));
  const converted = await readRow(jobs.db, fid);
  expect(converted).toMatchObject({ state: 'converted', mp3_file: mp3.file, published_count: 1 });

  expect(await completeJob(db, lease, mp3, DEFAULT_RETENTION)).toEqual(converted);
  expect(await completeJob(db, lease, newMp3(), DEFAULT_RETENTION)).toBeUndefined();
  expect(await readRow(jobs.db, fid)).toEqual(converted);
});

test('a failure whose answer is lost has happened once; the hint is then the relay’s to send', async () => {
  const { fid, lease } = await makeJob(jobs.db, 'converting');
  const verdict = { code: 'no-audio', detail: 'It is silent.' } as const;
  await losing(UPDATE, () => failJob(db, lease, verdict, DEFAULT_RETENTION));
  const failed = await readRow(jobs.db, fid);
  expect(failed).toMatchObject({ state: 'failed', published_count: 1, is_publish_confirmed: false });
  expect(await failJob(db, lease, verdict, DEFAULT_RETENTION)).toBeUndefined();
  expect(await readRow(jobs.db, fid)).toEqual(failed);
});

test('a retry whose answer is lost is one retry', async () => {
  const { fid, owner } = await makeJob(jobs.db, 'failed');
  await losing('commit', () => retryJob(db, owner, fid, DEFAULT_QUOTA));
  expect(await readRow(jobs.db, fid)).toMatchObject({ state: 'stored', epoch: 1 });
  expect(await retryJob(db, owner, fid, DEFAULT_QUOTA)).toBe('wrong-state');
  expect(await readRow(jobs.db, fid)).toMatchObject({ epoch: 1 });
});

test('a begun upload whose answer is lost is in nobody’s hands: with its key it is taken over when its lease is out', async () => {
  const request = anUpload({ idempotency: { key: 'begun unheard', contentLength: 1000 } });
  await losing('commit', () => beginUpload(db, request, DEFAULT_QUOTA));
  expect(await beginUpload(db, request, DEFAULT_QUOTA)).toEqual({ kind: 'under-way' });

  const begun = await jobs.db
    .selectFrom('jobs.job')
    .select('fid')
    .where('owner', '=', request.owner)
    .execute();
  expect(begun).toHaveLength(1);
  await letLeaseRunOut(jobs.db, begun[0]?.fid ?? '');
  const again = { ...request, file: anUpload().file };
  expect(await beginUpload(db, again, DEFAULT_QUOTA)).toMatchObject({ kind: 'begun' });
});
