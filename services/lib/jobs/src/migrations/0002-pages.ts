import { type Kysely, sql } from 'kysely';

/**
 * Indexes of exactly what a page shows, in its order: a page touches as many entries and rows as it has jobs, however many jobs
 * of this owner are deleted or in another state. Neither holds a column that renewals change.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index job_shown on jobs.job (owner, fid desc) where state not in ('receiving', 'deleted')`.execute(
    db,
  );
  await sql`
    create index job_shown_by_state on jobs.job (owner, state, fid desc)
      where state not in ('receiving', 'deleted')`.execute(db);
  await sql`drop index jobs.job_of_owner`.execute(db);
}
