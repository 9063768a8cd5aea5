import { randomBytes, randomUUID } from 'node:crypto';
import { openDatabase } from '@vc/kit/database.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { runMigrations } from '@vc/kit/migrations.ts';
import { createDatabase, type TestDatabase } from '@vc/local/testing/stack.ts';
import { type Kysely, sql } from 'kysely';
import { vi } from 'vitest';
import { claimJob, completeJob, type FinishedMp3, failJob, noteMp3Blob } from '../src/convert.ts';
import { migrations } from '../src/migrations/all.ts';
import { cancelJob, deleteJob } from '../src/owner.ts';
import { DEFAULT_QUOTA, DEFAULT_RETENTION } from '../src/policy.ts';
import {
  acceptUpload,
  beginUpload,
  type ReceivedVideo,
  type UploadLease,
  type UploadRequest,
} from '../src/receive.ts';
import type { JobRow, JobState, JobsDatabase } from '../src/schema.ts';

export const log = createLogger('jobs-test', 'silent');

export type Db = Kysely<JobsDatabase>;

/** A migrated database of the test file's own; `db` has the rights of the gateway, as which most functions run. */
export type TestJobs = {
  db: Db;
  /** With all rights, to move clocks and to look. */
  superuser: Db;
  urls: TestDatabase['urls'];
  /** Further pools, each with connections of its own. */
  open(role: 'gateway' | 'converter' | 'notification', poolSize?: number): Db;
  close(): Promise<void>;
};

export async function createJobsDatabase(): Promise<TestJobs> {
  const { url, urls } = await createDatabase({
    name: 'jobs',
    migrate: ({ jobs_owner }) => runMigrations({ url: jobs_owner, schema: 'jobs', migrations, log }),
  });
  const opened: Db[] = [];
  const openUrl = (url: string, poolSize: number) => {
    const db = openDatabase<JobsDatabase>({ url, log, poolSize });
    opened.push(db);
    return db;
  };
  return {
    db: openUrl(urls.gateway, 10),
    superuser: openUrl(url, 2),
    urls,
    open: (role, poolSize = 1) => openUrl(urls[role], poolSize),
    async close() {
      await Promise.all(opened.map(db => db.destroy()));
    },
  };
}

export const newFile = () => randomBytes(12).toString('hex');

export const VIDEO: ReceivedVideo = { name: 'holiday.mp4', size: 1000, sha256: 'aa', type: 'video/mp4' };

export const newMp3 = (): FinishedMp3 => ({
  file: newFile(),
  size: 100,
  sha256: 'bb',
  duration: 6,
  bitrate: '128',
});

/** An upload as the gateway asks for it. */
export const anUpload = (request: Partial<UploadRequest> = {}): UploadRequest => ({
  owner: randomUUID(),
  bitrate: null,
  file: newFile(),
  maxBytes: 2 ** 31,
  contentLength: 1200,
  idempotency: null,
  ...request,
});

/** Begins an upload that must be possible. */
export async function begin(
  db: Db,
  request: Partial<UploadRequest> = {},
  quota = DEFAULT_QUOTA,
): Promise<UploadLease> {
  const result = await beginUpload(db, anUpload(request), quota);
  if (result.kind !== 'begun') throw new Error(`not begun: ${result.kind}`);
  return result.lease;
}

/** A job in the state wanted, and the last lease that it had. */
export type Fixture = { fid: string; owner: string; lease: UploadLease };

/** Walks a new job to a state by the functions that the services use. */
export async function makeJob(
  db: Db,
  state: JobState,
  request: Partial<UploadRequest> = {},
): Promise<Fixture> {
  const owner = request.owner ?? randomUUID();
  const upload = await begin(db, { ...request, owner, file: newFile() });
  const { fid } = upload;
  const job = { fid, owner, lease: upload };
  if (state === 'receiving') return job;
  await acceptUpload(db, upload, VIDEO);
  if (state === 'stored') return job;
  if (state === 'canceled') {
    await cancelJob(db, owner, fid, DEFAULT_RETENTION);
    return job;
  }

  const claimed = await claimJob(db, fid);
  if (!claimed) throw new Error('not claimed');
  const lease = { ...upload, ...claimed.lease };
  const mp3 = newMp3();
  await noteMp3Blob(db, lease, mp3.file);
  if (state === 'failed')
    await failJob(db, lease, { code: 'no-audio', detail: 'It is silent.' }, DEFAULT_RETENTION);
  else if (state !== 'converting') await completeJob(db, lease, mp3, DEFAULT_RETENTION);
  if (state === 'deleted') await deleteJob(db, owner, fid);
  if (state === 'expired') {
    await sql`update jobs.job set state = 'expired', mp3_file = null where fid = ${fid}`.execute(db);
  }
  return { ...job, lease };
}

/** The whole row, whatever its state. */
export function readRow(db: Db, fid: string): Promise<JobRow | undefined> {
  return db.selectFrom('jobs.job').selectAll().where('fid', '=', fid).executeTakeFirst();
}

/** Lets the lease of a job run out a second ago. */
export async function letLeaseRunOut(db: Db, fid: string): Promise<void> {
  await sql`update jobs.job set lease_until = now() - interval '1 s' where fid = ${fid}`.execute(db);
}

/** Waits until `check` no longer throws, however busy the machine is. */
export const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 10 });

/** Whether some connection of this database waits for a lock. */
export async function isAnyWaiting(superuser: Db): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    superuser,
  );
  return rows.length > 0;
}
