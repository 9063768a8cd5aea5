import { type Kysely, sql, type Transaction } from 'kysely';
import type { JobsDatabase } from './schema.ts';

/** What an owner has at this moment; uploads count with what they reserved. */
export type Usage = { uploads: number; unfinishedJobs: number; bytes: number };

/** One owner's uploads and retries are decided one after the other, on whatever gateway; held until the transaction ends. */
export async function lockOwner(trx: Transaction<JobsDatabase>, owner: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('jobs.owner ' || ${owner}::text, 0))`.execute(trx);
}

/** Counts what the owner has. Dead uploads (lease run out) count for nothing. */
export async function readUsage(db: Kysely<JobsDatabase>, owner: string): Promise<Usage> {
  const { rows } = await sql<Usage>`
    select
      count(*) filter (where state = 'receiving')::int as "uploads",
      count(*) filter (where state in ('receiving', 'stored', 'converting'))::int as "unfinishedJobs",
      coalesce(sum(
        case when state = 'receiving' or video_file is not null then video_size else 0 end
        + case when mp3_file is not null then mp3_size else 0 end), 0)::bigint as "bytes"
    from jobs.job
    where owner = ${owner} and (state <> 'receiving' or lease_until > now())`.execute(db);
  return rows[0] ?? { uploads: 0, unfinishedJobs: 0, bytes: 0 };
}
