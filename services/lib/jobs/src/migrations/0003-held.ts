import { type Kysely, sql } from 'kysely';

/**
 * An index of what quotas count: the jobs of an owner that hold bytes, with all that is asked of them. So the table itself is not
 * looked at, nor any entry of a job that holds none, however many of an owner's have expired.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index job_held on jobs.job (owner) include (state, video_size, mp3_size)
      where state in ('stored', 'converting', 'failed', 'converted')`.execute(db);
}
