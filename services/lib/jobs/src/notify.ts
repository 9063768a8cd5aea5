import { type Kysely, sql } from 'kysely';
import { INVISIBLE, type JobRow, type JobsDatabase } from './schema.ts';
import { changed } from './transition.ts';

/** What a notification says of a job. */
export type EndedJob = Pick<
  JobRow,
  | 'fid'
  | 'owner'
  | 'name'
  | 'state'
  | 'epoch'
  | 'error_code'
  | 'error_detail'
  | 'mp3_size'
  | 'mp3_duration'
  | 'notified_at'
>;

/** The job as `notification` may see it, in whatever state. */
export function findEndedJob(db: Kysely<JobsDatabase>, fid: string): Promise<EndedJob | undefined> {
  return db
    .selectFrom('jobs.job')
    .select([
      'fid',
      'owner',
      'name',
      'state',
      'epoch',
      'error_code',
      'error_detail',
      'mp3_size',
      'mp3_duration',
      'notified_at',
    ])
    .where('fid', '=', fid)
    .executeTakeFirst();
}

/**
 * Records, in the transaction that wrote the deliveries, that this end of the job has its notifications.
 *
 * @returns false when the job has moved on or was notified already: the deliveries must not be kept
 */
export async function markNotified(
  db: Kysely<JobsDatabase>,
  job: Pick<EndedJob, 'fid' | 'epoch' | 'state'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('jobs.job')
    .set({ notified_at: sql<Date>`now()`, ...changed })
    .where('fid', '=', job.fid)
    .where('state', '=', job.state)
    .where('state', 'in', ['converted', 'failed'])
    .where('epoch', '=', job.epoch)
    .where('notified_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Tells those who watch the job that its notifications have changed. */
export async function touchJob(db: Kysely<JobsDatabase>, fid: string): Promise<void> {
  await db
    .updateTable('jobs.job')
    .set(changed)
    .where('fid', '=', fid)
    .where('state', 'not in', INVISIBLE)
    .execute();
}
