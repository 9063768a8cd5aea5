import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile as readLocalFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { ensureIndexes } from '@vc/blobs/indexes.ts';
import { type Media, newFileId, openMedia } from '@vc/blobs/media.ts';
import { readFile } from '@vc/blobs/read.ts';
import { writeFile } from '@vc/blobs/write.ts';
import type { RequestedBitrate } from '@vc/contracts/bitrate.ts';
import { migrations } from '@vc/jobs/migrations/all.ts';
import { DEFAULT_QUOTA } from '@vc/jobs/policy.ts';
import { acceptUpload, beginUpload } from '@vc/jobs/receive.ts';
import type { JobRow, JobsDatabase } from '@vc/jobs/schema.ts';
import { openDatabase } from '@vc/kit/database.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { runMigrations } from '@vc/kit/migrations.ts';
import { createDatabase, createMongoDatabase, type TestDatabase } from '@vc/local/testing/stack.ts';
import { type Kysely, sql } from 'kysely';

export const log = createLogger('converter-test', 'silent');

/** Jobs and bytes of a test file's own. */
export type TestStores = {
  /** With the rights of the converter. */
  db: Kysely<JobsDatabase>;
  media: Media;
  urls: TestDatabase['urls'];
  mongodbUrl: string;
  /** Stores a video and its job as the gateway does. */
  addJob(video: string, request?: { name?: string; bitrate?: RequestedBitrate }): Promise<JobRow>;
  readJob(fid: string): Promise<JobRow | undefined>;
  /** Lets time pass for one job: the lease runs out, the backoff ends. */
  makeDue(fid: string): Promise<void>;
  /** The bytes of a job's MP3. */
  readMp3(job: JobRow): Promise<Buffer>;
  /** Runs a statement with all rights. */
  superuser: Kysely<JobsDatabase>;
  close(): Promise<void>;
};

/** Opens stores with nothing in them. */
export async function createStores(): Promise<TestStores> {
  const { url, urls } = await createDatabase({
    name: 'jobs',
    migrate: ({ jobs_owner }) => runMigrations({ url: jobs_owner, schema: 'jobs', migrations, log }),
  });
  const { url: mongodbUrl } = await createMongoDatabase();
  const media = openMedia({ url: mongodbUrl, log });
  await ensureIndexes(media);
  const db = openDatabase<JobsDatabase>({ url: urls.converter, log, poolSize: 4 });
  const superuser = openDatabase<JobsDatabase>({ url, log, poolSize: 2 });

  async function addJob(
    video: string,
    { name = 'holiday.mp4', bitrate }: Parameters<TestStores['addJob']>[1] = {},
  ) {
    const request = { owner: randomUUID(), bitrate: bitrate ?? null, file: newFileId() };
    const limits = { maxBytes: 2 ** 31, contentLength: null, idempotency: null };
    const begun = await beginUpload(superuser, { ...request, ...limits }, DEFAULT_QUOTA);
    if (begun.kind !== 'begun') throw new Error(begun.kind);
    await pipeline(createReadStream(video), writeFile(media, 'videos', request.file));
    const bytes = await readLocalFile(video);
    const received = { name, size: bytes.length, sha256: sha256(bytes), type: 'video/mp4' };
    const job = await acceptUpload(superuser, begun.lease, received);
    if (!job) throw new Error('not accepted');
    return job;
  }

  return {
    ...{ db, media, urls, mongodbUrl, superuser, addJob },
    readJob: fid => superuser.selectFrom('jobs.job').selectAll().where('fid', '=', fid).executeTakeFirst(),
    async makeDue(fid) {
      await sql`update jobs.job set next_attempt_at = now(), lease_until = lease_until - interval '1 hour' where fid = ${fid}`.execute(
        superuser,
      );
    },
    readMp3: job => buffer(readFile(media, 'mp3s', job.mp3_file ?? '')),
    async close() {
      await Promise.all([db.destroy(), superuser.destroy(), media.close()]);
    },
  };
}

/** SHA-256 in hex. */
export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Arguments for a video of three hours that is small and takes a while to convert. */
export const LONG = ['-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono', '-c:a', 'flac', '-t', '10800'];
