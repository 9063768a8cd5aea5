import { type Kysely, sql, type Transaction } from 'kysely';
import { LEASE_SECONDS, type Quota } from './policy.ts';
import { lockOwner, readUsage } from './quota.ts';
import { INVISIBLE, type JobRow, type JobsDatabase } from './schema.ts';
import { changed, noLease, publishing, secondsFromNow, updateHeld } from './transition.ts';

/** What is known of an upload before its body is read. */
export type UploadRequest = {
  owner: string;
  bitrate: string | null;
  /** GridFS id under which the bytes will be written. */
  file: string;
  /** Largest body that is taken at all, in bytes. */
  maxBytes: number;
  /** Length of the body as announced; null where the client does not tell. */
  contentLength: number | null;
  idempotency: {
    key: string;
    /** The announced length less what differs between two requests with the same file (the boundaries). */
    contentLength: number | null;
  } | null;
};

/** The right to write one file: `maxBytes` is what was reserved of the owner's quota. */
export type UploadLease = { fid: string; token: string; file: string; maxBytes: number };

export type BeginResult =
  | { kind: 'begun'; lease: UploadLease }
  | { kind: 'accepted-before'; job: JobRow }
  | { kind: 'under-way' | 'other-request' | 'gone' }
  | { kind: 'too-many-uploads' | 'too-many-jobs' | 'no-space' };

/**
 * Reserves a place for an upload, or says why not. The idempotency key is decided first, then uploads under way, then
 * quota; one lock per owner makes the counts exact over all gateways.
 */
export function beginUpload(
  db: Kysely<JobsDatabase>,
  request: UploadRequest,
  quota: Quota,
): Promise<BeginResult> {
  return db.transaction().execute(async trx => {
    await lockOwner(trx, request.owner);
    const decided = await decideByKey(trx, request);
    if (decided) return decided;

    const usage = await readUsage(trx, request.owner);
    if (usage.uploads >= quota.uploads) return { kind: 'too-many-uploads' };
    if (usage.unfinishedJobs >= quota.unfinishedJobs) return { kind: 'too-many-jobs' };
    const left = quota.bytes - usage.bytes;
    const reserved = request.contentLength ?? Math.min(request.maxBytes, left);
    if (reserved > left || left <= 0) return { kind: 'no-space' };

    return { kind: 'begun', lease: await insertReceiving(trx, request, reserved) };
  });
}

async function decideByKey(
  trx: Transaction<JobsDatabase>,
  request: UploadRequest,
): Promise<BeginResult | undefined> {
  const { idempotency, owner, bitrate } = request;
  if (!idempotency) return undefined;
  const job = await trx
    .selectFrom('jobs.job')
    .selectAll()
    .select(sql<boolean>`lease_until > now()`.as('is_leased'))
    .where('owner', '=', owner)
    .where('idempotency_key', '=', idempotency.key)
    .forUpdate() // so that an upload cannot be accepted between this look and its removal below
    .executeTakeFirst();
  if (!job) return undefined;

  const isOtherLength =
    job.content_length !== null &&
    idempotency.contentLength !== null &&
    job.content_length !== idempotency.contentLength;
  if (job.requested_bitrate !== bitrate || isOtherLength) return { kind: 'other-request' };
  if (job.state === 'deleted' || job.state === 'expired') return { kind: 'gone' };
  if (job.state !== 'receiving') return { kind: 'accepted-before', job };
  if (job.is_leased) return { kind: 'under-way' };
  await trx.deleteFrom('jobs.job').where('fid', '=', job.fid).execute(); // a dead upload is taken over
  return undefined;
}

async function insertReceiving(
  trx: Transaction<JobsDatabase>,
  request: UploadRequest,
  reserved: number,
): Promise<UploadLease> {
  const { fid, lease_token: token } = await trx
    .insertInto('jobs.job')
    .values({
      owner: request.owner,
      name: '',
      requested_bitrate: request.bitrate,
      state: 'receiving',
      lease_token: sql<string>`gen_random_uuid()`,
      lease_until: secondsFromNow(LEASE_SECONDS),
      video_size: reserved,
      idempotency_key: request.idempotency?.key ?? null,
      content_length: request.idempotency?.contentLength ?? null,
    })
    .returning(['fid', sql<string>`lease_token`.as('lease_token')])
    .executeTakeFirstOrThrow();
  await trx.insertInto('jobs.blob').values({ file: request.file, bucket: 'videos', fid, token }).execute();
  return { fid, token, file: request.file, maxBytes: reserved };
}

/** Keeps an upload's lease alive. False: the lease is lost, and what was written is garbage. */
export async function renewUpload(db: Kysely<JobsDatabase>, lease: UploadLease): Promise<boolean> {
  const { numUpdatedRows } = await updateHeld(db, lease, 'receiving')
    .set({ lease_until: secondsFromNow(LEASE_SECONDS) })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** What is known of a video once its last byte is in. */
export type ReceivedVideo = { name: string; size: number; sha256: string; type: string };

/**
 * The acceptance point: once this commits, the upload is ours to convert. The caller publishes the hint.
 *
 * Asking again after a lost answer is safe: an upload accepted before is found as such, in whatever state it is by then.
 *
 * @returns undefined when the lease was lost: nothing is accepted (or the owner has deleted it since)
 */
export async function acceptUpload(
  db: Kysely<JobsDatabase>,
  lease: UploadLease,
  video: ReceivedVideo,
): Promise<JobRow | undefined> {
  const accepted = await updateHeld(db, lease, 'receiving')
    .set({
      state: 'stored',
      name: video.name,
      video_file: lease.file,
      video_size: video.size,
      video_sha256: video.sha256,
      video_type: video.type,
      next_attempt_at: sql<Date>`now()`,
      ...noLease,
      ...publishing,
      ...changed,
    })
    .returningAll()
    .executeTakeFirst();
  if (accepted) return accepted;
  // Only this lease could have moved this row on: then an earlier call did, whose answer was lost.
  return db
    .selectFrom('jobs.job')
    .selectAll()
    .where('fid', '=', lease.fid)
    .where('state', 'not in', INVISIBLE)
    .executeTakeFirst();
}

/** Gives an upload up: its row goes at once, its bytes are garbage. Nothing happens to one that was accepted. */
export async function abandonUpload(db: Kysely<JobsDatabase>, lease: UploadLease): Promise<void> {
  await db
    .deleteFrom('jobs.job')
    .where('fid', '=', lease.fid)
    .where('lease_token', '=', lease.token)
    .where('state', '=', 'receiving')
    .execute();
}
