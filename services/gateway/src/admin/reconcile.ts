import { listStoredFiles } from '@vc/blobs/list.ts';
import type { Media } from '@vc/blobs/media.ts';
import { findFile } from '@vc/blobs/read.ts';
import { removeFile } from '@vc/blobs/remove.ts';
import { findUnknownFiles, listNamedFiles, type NamedFile } from '@vc/jobs/reconcile.ts';
import type { Bucket, JobsDatabase } from '@vc/jobs/schema.ts';
import type { Kysely } from 'kysely';

const BUCKETS = ['videos', 'mp3s'] as const satisfies Bucket[];
const PAGE = 500;

/** What a reconciliation found. */
export type Reconciliation = {
  /** Files in the store of which the database knows nothing: removed, unless this was a dry run. */
  unknown: number;
  /** Files that a job names and the store lacks: their downloads answer 410, their conversions fail. */
  missing: NamedFile[];
};

/**
 * Compares the store with the database after a restore, when the two come from different moments. What only the store has is
 * removed; what only the database has is reported. Safe while the system runs.
 */
export async function reconcileBlobs(
  { db, media }: { db: Kysely<JobsDatabase>; media: Media },
  options: { isDryRun: boolean; print: (line: string) => void },
): Promise<Reconciliation> {
  let unknown = 0;
  for (const bucket of BUCKETS) {
    for await (const files of inPages(listStoredFiles(media, bucket))) {
      const strays = await findUnknownFiles(db, files);
      for (const file of strays) {
        options.print(`${bucket}/${file}: unknown to the database${options.isDryRun ? '' : ', removed'}`);
        if (!options.isDryRun) await removeFile(media, bucket, file);
      }
      unknown += strays.length;
    }
  }
  const missing = await findMissing(db, media);
  for (const { fid, bucket, file } of missing)
    options.print(`${bucket}/${file}: missing, named by job ${fid}`);
  return { unknown, missing };
}

async function findMissing(db: Kysely<JobsDatabase>, media: Media): Promise<NamedFile[]> {
  const missing: NamedFile[] = [];
  let page = await listNamedFiles(db, '', PAGE);
  while (page.length > 0) {
    for (const named of page) if (!(await findFile(media, named.bucket, named.file))) missing.push(named);
    page = await listNamedFiles(db, page.at(-1)?.file ?? '', PAGE);
  }
  return missing;
}

/** Each id once a page, so that a file with its chunks is not asked for twice. */
async function* inPages(ids: AsyncIterable<string>): AsyncGenerator<string[]> {
  let page = new Set<string>();
  for await (const id of ids) {
    page.add(id);
    if (page.size < PAGE) continue;
    yield [...page];
    page = new Set();
  }
  if (page.size > 0) yield [...page];
}
