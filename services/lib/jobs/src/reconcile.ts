import { type Kysely, sql } from 'kysely';
import type { Bucket, JobsDatabase } from './schema.ts';

/**
 * Which of these stored files no row of `jobs.blob` knows. A row is written before a file's first byte, so a file that was
 * listed before this question and is unknown now belongs to nobody, even while uploads go on.
 */
export async function findUnknownFiles(db: Kysely<JobsDatabase>, files: string[]): Promise<string[]> {
  const { rows } = await sql<{ file: string }>`
    select file from unnest(${files}::text[]) as stored (file)
    where not exists (select from jobs.blob where blob.file = stored.file)`.execute(db);
  return rows.map(row => row.file);
}

/** A file that a job names: `jobs.job` says that its bytes are there. */
export type NamedFile = { fid: string; bucket: Bucket; file: string };

/** The files that jobs name, in pages: those after `after`, by file id. */
export async function listNamedFiles(
  db: Kysely<JobsDatabase>,
  after: string,
  limit: number,
): Promise<NamedFile[]> {
  const { rows } = await sql<NamedFile>`
    select blob.fid, blob.bucket, blob.file
    from jobs.blob join jobs.job on job.fid = blob.fid and blob.file in (job.video_file, job.mp3_file)
    where blob.file > ${after}
    order by blob.file
    limit ${limit}`.execute(db);
  return rows;
}
