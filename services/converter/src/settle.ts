import { type ClaimedJob, failJob, handBackJob, postponeJob } from '@vc/jobs/convert.ts';
import { publishHint } from '@vc/jobs/outbox.ts';
import type { JobRow } from '@vc/jobs/schema.ts';
import { isOutage } from '@vc/kit/outage.ts';
import type { Converter } from './convert-job.ts';
import { Verdict, type VerdictCode } from './verdict.ts';

/** How one attempt ended: `dropped` means that the job was somebody else's by then, or canceled, or deleted. */
export type Outcome = 'converted' | 'postponed' | 'handed-back' | 'dropped' | 'gave-up' | VerdictCode;

type Settling = Pick<Converter, 'db' | 'media' | 'retention' | 'publish' | 'log'>;

/**
 * Brings a job whose attempt failed to its next state.
 *
 * | why it failed                     | the job …                                                             |
 * |-----------------------------------|-----------------------------------------------------------------------|
 * | the lease was lost                | is left alone: it is not ours                                          |
 * | a verdict on the file             | has failed for good, which is announced                                |
 * | the process ends                  | is due again, without having spent the attempt                         |
 * | the media store is away           | likewise, and the error goes on, so that consuming pauses              |
 * | anything else (disk, memory, bug) | waits for its next attempt, or has failed with `gave-up` at the fifth  |
 */
export async function settleFailure(
  converter: Settling,
  { job, lease }: ClaimedJob,
  error: unknown,
  { isLost, isOutOfTime }: { isLost: boolean; isOutOfTime: boolean },
): Promise<Outcome> {
  const { db, media, retention, log } = converter;
  const { fid } = job;
  if (isLost) return 'dropped';
  if (error instanceof Verdict) {
    log.info({ fid, code: error.code, diagnostics: error.diagnostics }, 'the file is to blame');
    const failed = await failJob(db, lease, { code: error.code, detail: error.message }, retention);
    if (failed) await announce(converter, failed);
    return failed ? error.code : 'dropped';
  }
  if (isOutOfTime) return (await handBackJob(db, lease)) ? 'handed-back' : 'dropped';
  // A store that answers is not away: a file that it cannot read spends its attempts like any other.
  if (isOutage(error) && !(await media.isUp())) {
    await handBackJob(db, lease);
    throw error;
  }
  log.warn({ fid, err: error, attempt: job.attempts }, 'attempt failed');
  const postponed = await postponeJob(db, lease, retention);
  if (postponed?.state !== 'failed') return postponed ? 'postponed' : 'dropped';
  await announce(converter, postponed);
  return 'gave-up';
}

/** Publishes that a job has ended. The job is safe without: the relay looks after a hint that was not sent. */
export async function announce(
  { db, publish, log }: Omit<Settling, 'media' | 'retention'>,
  job: JobRow,
): Promise<void> {
  await publishHint(db, job, publish).catch(error =>
    log.warn({ err: error, fid: job.fid }, 'not announced yet, the relay will'),
  );
}
