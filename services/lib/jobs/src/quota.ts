import { type Kysely, sql, type Transaction } from 'kysely';
import type { JobsDatabase } from './schema.ts';

/** What an owner has at this moment; uploads count with what they reserved. */
export type Usage = { uploads: number; unfinishedJobs: number; bytes: number };

/** One owner's uploads and retries are decided one after the other, on whatever gateway; held until the transaction ends. */
export async function lockOwner(trx: Transaction<JobsDatabase>, owner: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('jobs.owner ' || ${owner}::text, 0))`.execute(trx);
}

/**
 * Counts what the owner has. Dead uploads (lease run out) count for nothing.
 *
 * A job has its source until it is converted, and its MP3 from then on; in any other state it has neither. Uploads are counted apart:
 * of all others an index alone tells (`job_held`), which says nothing of leases, since renewals would change it all the time.
 */
export async function readUsage(db: Kysely<JobsDatabase>, owner: string): Promise<Usage> {
  const { rows } = await sql<Usage>`
    select uploads, unfinished + uploads as "unfinishedJobs", held + reserved as bytes
    from (
        select
          count(*) filter (where state in ('stored', 'converting'))::int as unfinished,
          coalesce(sum(case state when 'converted' then mp3_size else video_size end), 0)::bigint as held
        from jobs.job
        where owner = ${owner} and state in ('stored', 'converting', 'failed', 'converted')
      ) jobs,
      (
        select count(*)::int as uploads, coalesce(sum(video_size), 0)::bigint as reserved
        from jobs.job
        where owner = ${owner} and state = 'receiving' and lease_until > now()
      ) uploads`.execute(db);
  return rows[0] ?? { uploads: 0, unfinishedJobs: 0, bytes: 0 };
}
