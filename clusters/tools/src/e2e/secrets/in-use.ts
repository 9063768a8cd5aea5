import { openBooks } from '@vc/local/ledger/customer.ts';
import type { Refusal } from '@vc/local/ledger/ledger.ts';
import { SAMPLE } from '../cluster.ts';
import { withLoad } from '../ledger/load.ts';
import { countEntries, settle } from '../ledger/settlement.ts';
import { type Answer, startProber } from '../prober.ts';
import type { RunStep } from '../scenario.ts';
import type { User } from '../user.ts';

/** What users may meet while something is done to the product. */
export interface Tolerance {
  claim: string;
  isExpected: (answer: Answer) => boolean;
}

/** Of the sample's sound. */
const SAMPLE_SECONDS = 5.3;

/** Uploads, converts and asks all the time while work is done. Afterwards no request has failed but as it may, and nothing is lost. */
export async function whileInUse(
  step: RunStep,
  url: string,
  user: User,
  { claim, isExpected }: Tolerance,
  work: () => Promise<void>,
): Promise<void> {
  const prober = startProber(`${url}/jobs`, user.authorization, isExpected);
  const customer = openBooks(url, user, { file: SAMPLE, seconds: SAMPLE_SECONDS });
  try {
    await withLoad([customer], work);
    await step(claim, async () => {
      await prober.stop();
      const unexpected = customer.ledger.refused.filter(refusal => !isTolerable(refusal, isExpected));
      if (unexpected.length > 0) throw new Error(`Refused: ${JSON.stringify(unexpected)}`);
    });
    await step('all videos accepted meanwhile are MP3s, and one mail tells of each', async () => {
      await settle([customer]);
      if (countEntries([customer]).accepted === 0) throw new Error('None was.');
    });
  } finally {
    await Promise.allSettled([prober.stop()]);
  }
}

/** Somebody who sends an upload again, which PostgreSQL could not be told of, meets it while its lease lasts. */
function isTolerable({ status, code }: Refusal, isExpected: Tolerance['isExpected']): boolean {
  const mayBeAway = isExpected({ status: 503, retryAfter: '1' });
  return mayBeAway && (status === 503 || (status === 409 && code === 'upload-under-way'));
}
