import { randomBytes, randomUUID } from 'node:crypto';
import { claimJob, completeJob, noteMp3Blob } from '@vc/jobs/convert.ts';
import { findEndedJob, markNotified } from '@vc/jobs/notify.ts';
import { publishHint } from '@vc/jobs/outbox.ts';
import { DEFAULT_QUOTA, DEFAULT_RETENTION } from '@vc/jobs/policy.ts';
import { acceptUpload, beginUpload } from '@vc/jobs/receive.ts';
import type { JobsDatabase } from '@vc/jobs/schema.ts';
import { openDatabase } from '@vc/kit/database.ts';
import { createLogger } from '@vc/kit/logger.ts';
import type { TestProduct } from '@vc/local/testing/product.ts';
import type { Kysely } from 'kysely';
import { Client } from 'pg';
import { type Limits, PUSH_SECONDS } from './limits.ts';
import { repeatFor } from './repeat-for.ts';

/** As many as two replicas of a service have connections. */
const AT_ONCE = 20;

/** Whole jobs by the very functions that services use, without bytes and messages. */
export async function measurePostgres({ databaseUrls }: TestProduct): Promise<Limits['postgres']> {
  const url = databaseUrls.jobs_owner;
  const before = await look(url);
  const db = openDatabase<JobsDatabase>({ url, log: createLogger('scale', 'silent'), poolSize: AT_ONCE });
  const { times, seconds } = await repeatFor(PUSH_SECONDS, AT_ONCE, () => liveThrough(db)).finally(
    () => db.destroy(), // connections hand in what they have counted when they end
  );
  const after = await look(url);
  return {
    transactionsPerSecond: (after.transactions - before.transactions) / seconds,
    jobBytes: (after.bytes - before.bytes) / times,
  };
}

async function liveThrough(db: Kysely<JobsDatabase>): Promise<void> {
  const upload = await beginUpload(
    db,
    {
      owner: randomUUID(),
      bitrate: null,
      file: newFile(),
      maxBytes: 2 ** 31,
      contentLength: 1_000,
      idempotency: null,
    },
    DEFAULT_QUOTA,
  );
  if (upload.kind !== 'begun') throw new Error(`the upload is ${upload.kind}`);
  const sha256 = 'a'.repeat(64);
  const video = { name: 'holiday in the mountains.mp4', size: 1_000, sha256, type: 'video/mp4' };
  const stored = await acceptUpload(db, upload.lease, video);
  if (!stored) throw new Error('the upload was not accepted');
  await publishHint(db, stored, async () => {});
  const claimed = await claimJob(db, stored.fid);
  if (!claimed) throw new Error('the job was not to be had');
  const file = newFile();
  await noteMp3Blob(db, claimed.lease, file);
  const mp3 = { file, size: 100, sha256, duration: 6, bitrate: '128' };
  const converted = await completeJob(db, claimed.lease, mp3, DEFAULT_RETENTION);
  if (!converted) throw new Error('the job was taken away');
  await publishHint(db, converted, async () => {});
  const ended = await findEndedJob(db, stored.fid);
  if (ended) await markNotified(db, ended);
}

const newFile = () => randomBytes(12).toString('hex');

const LOOK = `
  select (xact_commit + xact_rollback)::float8 as transactions,
    (pg_total_relation_size('jobs.job') + pg_total_relation_size('jobs.blob'))::float8 as bytes
  from pg_stat_database where datname = current_database()`;

async function look(url: string): Promise<{ transactions: number; bytes: number }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(LOOK)).rows[0];
  } finally {
    await client.end();
  }
}
