import type { JobStatus } from '@vc/contracts/job.ts';
import { type Kysely, sql } from 'kysely';
import type { Quota, Retention } from './policy.ts';
import { lockOwner, readUsage } from './quota.ts';
import { INVISIBLE, type JobRow, type JobsDatabase } from './schema.ts';
import { changed, noLease, publishing, secondsFromNow, unpublished } from './transition.ts';

// What an owner does with jobs. Every function takes the owner and finds nothing of anybody else: another user's job and
// one that never was are the same.

/** One job, or undefined where the owner has none of that id. */
export function findJob(db: Kysely<JobsDatabase>, owner: string, fid: string): Promise<JobRow | undefined> {
  return ownJobs(db, owner).where('fid', '=', fid).executeTakeFirst();
}

/** Which jobs a page shows: those after `before` (the fid of the last job of the page before), in one state or in any. */
export type JobPage = { limit: number; before?: string | undefined; status?: JobStatus | undefined };

/**
 * A page of jobs, newest first (a fid is a UUIDv7: its order is that of the uploads). An index alone tells which ones; asked for
 * whole rows at once, PostgreSQL may look for those of a busy owner through everybody's, from the newest on.
 */
export function listJobs(db: Kysely<JobsDatabase>, owner: string, page: JobPage): Promise<JobRow[]> {
  let fids = db
    .selectFrom('jobs.job')
    .select('fid')
    .where('owner', '=', owner)
    .where(isVisible)
    .orderBy('fid', 'desc')
    .limit(page.limit);
  if (page.before) fids = fids.where('fid', '<', page.before);
  if (page.status) fids = fids.where('state', '=', page.status);
  return db
    .selectFrom(fids.as('page'))
    .innerJoin('jobs.job as job', 'job.fid', 'page.fid')
    .selectAll('job')
    .orderBy('job.fid', 'desc')
    .execute();
}

/** Jobs that changed after an instant, oldest change first; deleted ones too, so that watchers can drop them. */
export function listChanges(db: Kysely<JobsDatabase>, owner: string, since: Date): Promise<JobRow[]> {
  return db
    .selectFrom('jobs.job')
    .selectAll()
    .where('owner', '=', owner)
    .where('updated_at', '>', since)
    .where('state', '<>', 'receiving')
    .orderBy('updated_at')
    .execute();
}

const ownJobs = (db: Kysely<JobsDatabase>, owner: string) =>
  db.selectFrom('jobs.job').selectAll().where('owner', '=', owner).where(isVisible);

/** Spelt out, not sent as parameters: the condition of the indexes of pages, which PostgreSQL must be able to recognize. */
const isVisible = sql<boolean>`state not in (${sql.join(INVISIBLE.map(state => sql.lit(state)))})`;

/** Why a transition did not happen. */
export type Refusal = 'not-found' | 'wrong-state';

/** Stops a job that has not ended; its converter notices at the next renewal. Nobody is notified of it. */
export async function cancelJob(
  db: Kysely<JobsDatabase>,
  owner: string,
  fid: string,
  retention: Retention,
): Promise<JobRow | Refusal> {
  const canceled = await db
    .updateTable('jobs.job')
    .set({
      state: 'canceled',
      video_file: null,
      expires_at: secondsFromNow(retention.endedSeconds),
      ...noLease,
      ...unpublished,
      ...changed,
    })
    .where('owner', '=', owner)
    .where('fid', '=', fid)
    .where('state', 'in', ['stored', 'converting'])
    .returningAll()
    .executeTakeFirst();
  return canceled ?? explainRefusal(db, owner, fid);
}

/** Takes a job from its owner's sight, in whatever state; its bytes are garbage from here on. */
export async function deleteJob(db: Kysely<JobsDatabase>, owner: string, fid: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('jobs.job')
    .set({ state: 'deleted', video_file: null, mp3_file: null, ...noLease, ...unpublished, ...changed })
    .where('owner', '=', owner)
    .where('fid', '=', fid)
    .where('state', 'not in', INVISIBLE)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Converts a failed job once more, as a new epoch with attempts and a notification of its own. The caller publishes the hint. */
export function retryJob(
  db: Kysely<JobsDatabase>,
  owner: string,
  fid: string,
  quota: Pick<Quota, 'unfinishedJobs'>,
): Promise<JobRow | Refusal | 'too-many-jobs'> {
  return db.transaction().execute(async trx => {
    await lockOwner(trx, owner);
    const job = await findJob(trx, owner, fid);
    if (job?.state !== 'failed') return job ? 'wrong-state' : 'not-found';
    const usage = await readUsage(trx, owner);
    if (usage.unfinishedJobs >= quota.unfinishedJobs) return 'too-many-jobs';
    const retried = await trx
      .updateTable('jobs.job')
      .set({
        state: 'stored',
        epoch: sql<number>`epoch + 1`,
        attempts: 0,
        next_attempt_at: sql<Date>`now()`,
        progress: 0,
        error_code: null,
        error_detail: null,
        notified_at: null,
        expires_at: null,
        ...publishing,
        ...changed,
      })
      .where('fid', '=', fid)
      .where('state', '=', 'failed')
      .returningAll()
      .executeTakeFirst();
    return retried ?? 'wrong-state'; // expired or deleted at this very moment
  });
}

async function explainRefusal(db: Kysely<JobsDatabase>, owner: string, fid: string): Promise<Refusal> {
  return (await findJob(db, owner, fid)) ? 'wrong-state' : 'not-found';
}
