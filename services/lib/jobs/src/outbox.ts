import type { Mp3Message, VideoMessage } from '@vc/contracts/messaging.ts';
import { type Kysely, sql } from 'kysely';
import type { JobRow, JobsDatabase } from './schema.ts';

/** Sends one hint to a queue; rejects when the broker did not confirm it. */
export type Publish = (route: 'video' | 'mp3', message: VideoMessage | Mp3Message) => Promise<void>;

/** An unconfirmed hint is sent again after this long. */
export const UNCONFIRMED_SECONDS = 30;

/** A confirmed hint whose job is still due is sent again after 2, 4, 8 … minutes, at most 60: the broker may have lost it. */
const LONGEST_WAIT_MINUTES = 60;

const DUE = {
  video: sql<boolean>`state = 'stored' and next_attempt_at <= now()`,
  mp3: sql<boolean>`state in ('converted', 'failed') and notified_at is null`,
};

/**
 * Takes due jobs whose hint nobody is sending, marks them as being published, and returns them. Short and without a
 * network call, so that relays on any number of replicas share the work (`skip locked`) and none can hold it up.
 */
export async function takeDueHints(
  db: Kysely<JobsDatabase>,
  route: 'video' | 'mp3',
  limit: number,
): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    with due as materialized (
      select fid from jobs.job
      where ${DUE[route]} and (
        published_at is null
        or not is_publish_confirmed and published_at < now() - make_interval(secs => ${UNCONFIRMED_SECONDS})
        or is_publish_confirmed and published_at < now() - make_interval(mins => least(power(2, least(published_count, 10)), ${LONGEST_WAIT_MINUTES})::int))
      order by updated_at
      limit ${limit}
      for update skip locked)
    update jobs.job
    set published_at = now(), published_count = published_count + 1, is_publish_confirmed = false
    from due where job.fid = due.fid
    returning job.*`.execute(db);
  return rows;
}

/**
 * Publishes the hint of a job that was just marked as being published, and records how that went. Never rejects for the
 * broker's sake: the job is safe in its row, and a hint that failed is sent again by the relay.
 *
 * @returns whether the broker confirmed; false also for a job in a state that has no hint
 */
export async function publishHint(db: Kysely<JobsDatabase>, job: JobRow, publish: Publish): Promise<boolean> {
  // Only the very mark that this publication stands for: the job may have moved on meanwhile.
  const mark = db
    .updateTable('jobs.job')
    .where('fid', '=', job.fid)
    .where('state', '=', job.state)
    .where('epoch', '=', job.epoch)
    .where('published_count', '=', job.published_count);
  try {
    if (job.state === 'stored') await publish('video', toVideoMessage(job));
    else if (job.state === 'converted') await publish('mp3', toMp3Message(job, 'completed'));
    else if (job.state === 'failed') await publish('mp3', toMp3Message(job, 'failed'));
    else return false;
  } catch {
    await mark.set({ published_at: null, published_count: job.published_count - 1 }).execute();
    return false;
  }
  await mark.set({ is_publish_confirmed: true }).execute();
  return true;
}

function toVideoMessage(job: JobRow): VideoMessage {
  return { file_id: job.fid, user_id: job.owner, timestamp: new Date().toISOString() };
}

function toMp3Message(job: JobRow, status: Mp3Message['status']): Mp3Message {
  return {
    user_id: job.owner,
    file_id: job.fid,
    status,
    timestamp: new Date().toISOString(),
    epoch: job.epoch,
  };
}
