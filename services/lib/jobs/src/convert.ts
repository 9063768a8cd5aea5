import type { JobErrorCode } from '@vc/contracts/job.ts';
import { type Kysely, sql } from 'kysely';
import { LEASE_SECONDS, MAX_ATTEMPTS, type Retention } from './policy.ts';
import type { JobRow, JobsDatabase } from './schema.ts';
import {
  changed,
  type Lease,
  noLease,
  publishing,
  secondsFromNow,
  storedOrGaveUp,
  unpublished,
  updateHeld,
} from './transition.ts';

/** A job under conversion, and the right to change it. */
export type ClaimedJob = { lease: Lease; job: JobRow & { video_file: string } };

/**
 * Takes a job that is due: `stored`, or `converting` by somebody whose lease has run out. The attempt is counted before
 * the work, so that a file that kills its converter is tried five times and no more.
 *
 * @returns undefined when there is nothing to do: a duplicate, a live lease, an ended or deleted job, a backoff
 */
export async function claimJob(db: Kysely<JobsDatabase>, fid: string): Promise<ClaimedJob | undefined> {
  const job = await db
    .updateTable('jobs.job')
    .set({
      state: 'converting',
      attempts: sql<number>`attempts + 1`,
      lease_token: sql<string>`gen_random_uuid()`,
      lease_until: secondsFromNow(LEASE_SECONDS),
      progress: 0,
      ...changed,
    })
    .where('fid', '=', fid)
    .where('attempts', '<', MAX_ATTEMPTS)
    .where(
      sql<boolean>`(state = 'stored' and next_attempt_at <= now() or state = 'converting' and lease_until < now())`,
    )
    .returningAll()
    .executeTakeFirst();
  if (!job?.lease_token || !job.video_file) return undefined;
  return { lease: { fid, token: job.lease_token }, job: { ...job, video_file: job.video_file } };
}

/** How many conversions run anywhere, counted no further than `atMost`: by live leases. */
export async function countConversions(db: Kysely<JobsDatabase>, atMost: number): Promise<number> {
  const running = db
    .selectFrom('jobs.job')
    .select('fid')
    .where('state', '=', 'converting')
    .where('lease_until', '>', sql<Date>`now()`)
    .limit(atMost);
  return (await running.execute()).length;
}

/** Keeps the lease alive and shows how far the work is (0 to 1). False: lost, canceled or deleted; the work is void. */
export async function renewConversion(
  db: Kysely<JobsDatabase>,
  lease: Lease,
  progress: number,
): Promise<boolean> {
  const { numUpdatedRows } = await updateHeld(db, lease, 'converting')
    .set({ lease_until: secondsFromNow(LEASE_SECONDS), progress: Math.min(Math.max(progress, 0), 1) })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Notes a GridFS file before its first byte is written, so that it is found again whatever happens to the writer. Noted
 * under a lease that is lost already, it is garbage from the start.
 *
 * @returns whether the lease is held; without it the work is void
 */
export async function noteMp3Blob(db: Kysely<JobsDatabase>, lease: Lease, file: string): Promise<boolean> {
  // The lock makes whoever takes the lease away wait, and then see this blob.
  const { rows } = await sql<{ isHeld: boolean }>`
    with held as (select from jobs.job where fid = ${lease.fid} and lease_token = ${lease.token} for share)
    insert into jobs.blob (file, bucket, fid, token, remove_at)
    select ${file}, 'mp3s', ${lease.fid}, ${lease.token}, case when not exists (select from held) then now() end
    returning remove_at is null as "isHeld"`.execute(db);
  return rows[0]?.isHeld ?? false;
}

/** A finished MP3 in GridFS; `bitrate` as it was really made. */
export type FinishedMp3 = { file: string; size: number; sha256: string; duration: number; bitrate: string };

/**
 * The end of a good conversion; the source is given up with it. The caller publishes the hint.
 *
 * Asking again after a lost answer is safe.
 *
 * @returns the job, or undefined when somebody else has it by now: the MP3 is garbage
 */
export async function completeJob(
  db: Kysely<JobsDatabase>,
  lease: Lease,
  mp3: FinishedMp3,
  retention: Retention,
): Promise<JobRow | undefined> {
  const converted = await updateHeld(db, lease, 'converting')
    .set({
      state: 'converted',
      progress: 1,
      used_bitrate: mp3.bitrate,
      video_file: null,
      mp3_file: mp3.file,
      mp3_size: mp3.size,
      mp3_sha256: mp3.sha256,
      mp3_duration: mp3.duration,
      expires_at: secondsFromNow(retention.endedSeconds),
      ...noLease,
      ...publishing,
      ...changed,
    })
    .returningAll()
    .executeTakeFirst();
  if (converted) return converted;
  return db
    .selectFrom('jobs.job')
    .selectAll()
    .where('fid', '=', lease.fid)
    .where('mp3_file', '=', mp3.file)
    .executeTakeFirst();
}

/** A verdict that no further attempt can change. The source is kept for a retry until the job expires. */
export async function failJob(
  db: Kysely<JobsDatabase>,
  lease: Lease,
  error: { code: JobErrorCode; detail: string },
  retention: Retention,
): Promise<JobRow | undefined> {
  return updateHeld(db, lease, 'converting')
    .set({
      state: 'failed',
      error_code: error.code,
      error_detail: error.detail,
      expires_at: secondsFromNow(retention.endedSeconds),
      ...noLease,
      ...publishing,
      ...changed,
    })
    .returningAll()
    .executeTakeFirst();
}

/**
 * An attempt that failed for reasons outside the file: the job waits min(2^n × 15 s, 15 min) ± 20 %, or has failed with
 * `gave-up` when this was its last attempt (then the caller publishes the hint).
 */
export async function postponeJob(
  db: Kysely<JobsDatabase>,
  lease: Lease,
  retention: Retention,
): Promise<JobRow | undefined> {
  return updateHeld(db, lease, 'converting')
    .set({
      ...storedOrGaveUp(retention),
      published_at: sql`case when attempts >= ${MAX_ATTEMPTS} then now() end`,
      published_count: sql`case when attempts >= ${MAX_ATTEMPTS} then 1 else 0 end`,
      next_attempt_at: sql<Date>`now() + least(power(2, attempts) * interval '15 s', interval '15 min') * (0.8 + 0.4 * random())`,
    })
    .returningAll()
    .executeTakeFirst();
}

/** Gives an unfinished job back at shutdown without spending the attempt; the gateway's relay, woken by NOTIFY, publishes it. */
export async function handBackJob(db: Kysely<JobsDatabase>, lease: Lease): Promise<boolean> {
  const { numUpdatedRows } = await updateHeld(db, lease, 'converting')
    .set({
      state: 'stored',
      attempts: sql<number>`attempts - 1`,
      next_attempt_at: sql<Date>`now()`,
      progress: 0,
      ...noLease,
      ...unpublished,
      ...changed,
    })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
