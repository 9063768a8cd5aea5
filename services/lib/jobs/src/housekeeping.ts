import { type Kysely, sql } from 'kysely';
import { EXPIRED_ROW_DAYS, REMOVED_ROW_HOURS, type Retention } from './policy.ts';
import type { Bucket, JobsDatabase } from './schema.ts';
import { changed, storedOrGaveUp, unpublished } from './transition.ts';

const EXPIRY_BATCH = 500;

// What keeps the tables true while nobody asks: every replica of gateway and converter may run it at any time.

/** Frees what dead processes held: uploads vanish, conversions are due again or, after five attempts, have failed. */
export async function freeExpiredLeases(db: Kysely<JobsDatabase>, retention: Retention): Promise<void> {
  const now = sql<Date>`now()`;
  await db.deleteFrom('jobs.job').where('state', '=', 'receiving').where('lease_until', '<', now).execute();
  await db
    .updateTable('jobs.job')
    .set({ ...storedOrGaveUp(retention), next_attempt_at: now })
    .where('state', '=', 'converting')
    .where('lease_until', '<', now)
    .execute();
}

/**
 * Expires jobs past their time (their bytes become garbage) and drops rows that have been gone for long enough, in
 * batches: after a long outage there may be more than one statement's time allows.
 *
 * @returns whether there may be more
 */
export async function expireJobs(db: Kysely<JobsDatabase>): Promise<boolean> {
  const { numUpdatedRows } = await db
    .with(
      cte => cte('due').materialized(),
      qb =>
        qb
          .selectFrom('jobs.job')
          .select('fid')
          .where('state', 'in', ['converted', 'failed', 'canceled'])
          .where('expires_at', '<', sql<Date>`now()`)
          .orderBy('expires_at')
          .limit(EXPIRY_BATCH)
          .forUpdate()
          .skipLocked(),
    )
    .updateTable('jobs.job')
    .from('due')
    .set({ state: 'expired', video_file: null, mp3_file: null, ...unpublished, ...changed })
    .whereRef('jobs.job.fid', '=', 'due.fid')
    .executeTakeFirst();
  const expired = await dropRows(db, 'expired', EXPIRED_ROW_DAYS * 24);
  const deleted = await dropRows(db, 'deleted', REMOVED_ROW_HOURS);
  return [numUpdatedRows, expired, deleted].some(count => count === BigInt(EXPIRY_BATCH));
}

/** Drops rows that are older and whose files are gone for good. */
async function dropRows(
  db: Kysely<JobsDatabase>,
  state: 'expired' | 'deleted',
  hours: number,
): Promise<bigint> {
  const { numAffectedRows } = await sql`
    delete from jobs.job where fid in (
      select fid from jobs.job
      where state = ${state} and updated_at < now() - make_interval(hours => ${hours})
        and not exists (select from jobs.blob where blob.fid = job.fid)
      order by updated_at
      limit ${EXPIRY_BATCH}
      for update skip locked)`.execute(db);
  return numAffectedRows ?? 0n;
}

/** A GridFS file to remove; `isFinal` is the second time, after which its row goes. */
export type Garbage = { file: string; bucket: Bucket; isFinal: boolean };

/**
 * Files that no job names and whose writer's token stands in no row (the trigger `release_blobs` marks them). That can
 * never change back, since a token, once gone from its row, cannot commit: so they may be removed without any lock.
 */
export async function findGarbage(db: Kysely<JobsDatabase>, limit: number): Promise<Garbage[]> {
  return db
    .selectFrom('jobs.blob')
    .select(['file', 'bucket', sql<boolean>`removed_at is not null`.as('isFinal')])
    .where('remove_at', '<=', sql<Date>`now()`)
    .orderBy('remove_at')
    .limit(limit)
    .execute();
}

/** Records that a file's bytes were removed: its row stays a day, since a thawed writer may yet add chunks, then goes. */
export async function recordRemoval(db: Kysely<JobsDatabase>, garbage: Garbage): Promise<void> {
  if (garbage.isFinal) await db.deleteFrom('jobs.blob').where('file', '=', garbage.file).execute();
  else
    await db
      .updateTable('jobs.blob')
      .set({
        removed_at: sql<Date>`now()`,
        remove_at: sql<Date>`now() + make_interval(hours => ${REMOVED_ROW_HOURS})`,
      })
      .where('file', '=', garbage.file)
      .where('removed_at', 'is', null)
      .execute();
}
