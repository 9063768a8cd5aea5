import type { ReceivedVideo, UploadLease } from '@vc/jobs/receive.ts';
import type { JobRow } from '@vc/jobs/schema.ts';
import { pause } from '@vc/kit/loop.ts';
import { isOutage } from '@vc/kit/outage.ts';
import { leaseLost } from './receive.ts';

const TRIES = 3;
const BETWEEN_TRIES_MS = 500;

/**
 * Accepts an upload, asking again when the answer is not heard: the commit may have happened, and asking again tells. After
 * the last try the answer is 503, and a complete upload may yet appear (the same Idempotency-Key returns it).
 *
 * @throws {Problem} 503 when the lease was lost: nothing is accepted
 */
export async function acceptSurely(
  acceptUpload: (lease: UploadLease, video: ReceivedVideo) => Promise<JobRow | undefined>,
  lease: UploadLease,
  video: ReceivedVideo,
): Promise<JobRow> {
  for (let tries = 1; ; tries += 1) {
    const job = await acceptUpload(lease, video).catch(async error => {
      if (!isOutage(error) || tries === TRIES) throw error;
      await pause(BETWEEN_TRIES_MS);
      return 'unknown' as const;
    });
    if (job === undefined) throw leaseLost();
    if (job !== 'unknown') return job;
  }
}
