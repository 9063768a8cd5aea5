import { join } from 'node:path';
import { type Media, newFileId } from '@vc/blobs/media.ts';
import type { RequestedBitrate } from '@vc/contracts/bitrate.ts';
import { VideoMessage } from '@vc/contracts/messaging.ts';
import { type ClaimedJob, claimJob, completeJob, countConversions, noteMp3Blob } from '@vc/jobs/convert.ts';
import type { Publish } from '@vc/jobs/outbox.ts';
import type { Retention } from '@vc/jobs/policy.ts';
import type { JobRow, JobsDatabase } from '@vc/jobs/schema.ts';
import type { Consumer } from '@vc/kit/consumer.ts';
import type { Logger } from '@vc/kit/logger.ts';
import { pause } from '@vc/kit/loop.ts';
import { isOutage } from '@vc/kit/outage.ts';
import type { Kysely } from 'kysely';
import { abortLater } from './abort-later.ts';
import { convertStored } from './convert-stored.ts';
import { storeMp3 } from './job-files.ts';
import { type HeldLease, holdLease } from './lease-holder.ts';
import { conversionDuration, conversions } from './metrics.ts';
import { announce, type Outcome, settleFailure } from './settle.ts';
import type { Transcoder } from './transcoder.ts';
import type { Workspace } from './workspace.ts';

/** What a conversion works with. */
export type Converter = {
  db: Kysely<JobsDatabase>;
  media: Media;
  transcoder: Transcoder;
  workspace: Workspace;
  publish: Publish;
  retention: Retention;
  /** The longest audio that is converted, in seconds. */
  maxSeconds: number;
  /** How many cores there are to encode with, shared with whatever other conversions run. */
  cores: number;
  /** How long a conversion may go on once the process is asked to end. */
  finishMs: number;
  log: Logger;
};

/** The consumer of queue `video`: one job at a time, since ffmpeg uses a whole core; more replicas convert more. */
export const videoConsumer = (converter: Converter): Consumer<typeof VideoMessage> => ({
  queue: 'video',
  schema: VideoMessage,
  prefetch: 1,
  handle: ({ file_id }, stopping) => convertJob(converter, file_id, stopping),
});

const COMMIT_TRIES = 5;
const COMMIT_PAUSE_MS = 1_000;

/**
 * Does what a message of queue `video` hints at: takes the job if it is due, and brings it to its next state. Resolves when
 * that is decided, so that the message can be acked; rejects while a datastore is away.
 */
export async function convertJob(converter: Converter, fid: string, stopping: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  const claimed = await claimJob(converter.db, fid);
  if (!claimed) {
    converter.log.debug({ fid }, 'nothing to convert: a duplicate, or the job has ended');
    return;
  }
  await using held = holdLease(converter.db, claimed.lease, converter.log);
  using outOfTime = abortLater(stopping, converter.finishMs);
  const outcome = await work(converter, claimed, held, AbortSignal.any([held.lost, outOfTime.signal])).catch(
    error =>
      settleFailure(converter, claimed, error, {
        isLost: held.lost.aborted,
        isOutOfTime: outOfTime.signal.aborted,
      }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  conversions.inc({ outcome });
  if (outcome === 'converted') conversionDuration.observe(seconds);
  const { attempts, video_size: bytes } = claimed.job;
  converter.log.info(
    { fid, outcome, attempt: attempts, bytes, seconds: Math.round(seconds * 100) / 100 },
    'conversion ended',
  );
}

/** The good case, from the upload to the commit; the lease is renewed meanwhile. */
async function work(
  converter: Converter,
  claimed: ClaimedJob,
  held: HeldLease,
  signal: AbortSignal,
): Promise<Outcome> {
  const { db, media, maxSeconds } = converter;
  const { job, lease } = claimed;
  return converter.workspace.withFolder(async folder => {
    const target = join(folder, 'mp3');
    // The column holds what the gateway validated.
    const bitrate = (job.requested_bitrate ?? undefined) as RequestedBitrate | undefined;
    const request = { name: job.name, bitrate, maxSeconds };
    const countProcesses = () => countFreeCores(converter);
    const watched = { signal, onProgress: held.report, countProcesses };
    const made = await convertStored(converter, job.video_file, { folder, target }, request, watched);
    const file = newFileId();
    if (!(await noteMp3Blob(db, lease, file))) return 'dropped';
    const stored = await storeMp3(media, target, file, signal);
    const converted = await commit(converter, claimed, { file, ...stored, ...made });
    if (!converted) return 'dropped';
    await announce(converter, converted);
    return 'converted';
  });
}

/**
 * The cores for one conversion, this one being among those that run. All converters are taken to run on this machine: where they do
 * not, a conversion at times uses one core where it could have used two.
 */
async function countFreeCores({ db, cores, log }: Converter): Promise<number> {
  if (cores === 1) return 1;
  try {
    return Math.floor(cores / Math.max(1, await countConversions(db, cores)));
  } catch (error) {
    log.debug({ err: error }, 'not known how many conversions run');
    return 1;
  }
}

/** A commit whose answer is lost is asked again: it is the same whether it happens now or has happened. */
async function commit(
  { db, retention }: Converter,
  { lease }: ClaimedJob,
  mp3: Parameters<typeof completeJob>[2],
): Promise<JobRow | undefined> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await completeJob(db, lease, mp3, retention);
    } catch (error) {
      if (!isOutage(error) || tries === COMMIT_TRIES) throw error;
      await pause(COMMIT_PAUSE_MS);
    }
  }
}
