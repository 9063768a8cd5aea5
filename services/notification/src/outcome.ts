/**
 * What one attempt came to. `failed`: it has certainly not arrived and may be tried again; `unknown`: it was handed over
 * and no answer came back. `retryAfter` in seconds, where the other side asked for it.
 */
export type Outcome =
  | { kind: 'sent' }
  | { kind: 'refused' | 'unknown'; detail: string }
  | { kind: 'failed'; detail: string; retryAfter?: number };

/** How often a notification may have been handed over without an answer: a second time, not a third. */
export const DOUBT_LIMIT = 2;

const FIRST_DELAY_S = 2;
const LONGEST_DELAY_S = 15 * 60;

/** What becomes of a delivery after an attempt: decided, or pending again after `delayS` seconds. */
export type Verdict =
  | { status: 'sent' | 'refused' | 'gave-up'; detail: string | null; doubts: number }
  | { status: 'pending'; detail: string; doubts: number; delayS: number };

/**
 * Decides on a delivery. Known failures are tried again until the time is up (`isLast`), unknown ones once.
 *
 * @param delivery as it was claimed: `attempts` counts this one, `doubts` does not
 */
export function decide(
  outcome: Outcome,
  { attempts, doubts, isLast }: { attempts: number; doubts: number; isLast: boolean },
): Verdict {
  if (outcome.kind === 'sent') return { status: 'sent', detail: null, doubts };
  const { kind, detail } = outcome;
  if (kind === 'refused') return { status: 'refused', detail, doubts };
  const doubtsNow = kind === 'unknown' ? doubts + 1 : doubts;
  if (isLast || doubtsNow >= DOUBT_LIMIT) return { status: 'gave-up', detail, doubts: doubtsNow };
  const delayS = retryDelay(attempts, outcome.kind === 'failed' ? outcome.retryAfter : undefined);
  return { status: 'pending', detail, doubts: doubtsNow, delayS };
}

/** 2 s, 4 s, … up to 15 min, up to half as long again by chance so that a crowd disperses; longer where the other side asks. */
function retryDelay(attempts: number, retryAfter = 0): number {
  const backoff = Math.min(FIRST_DELAY_S * 2 ** (attempts - 1), LONGEST_DELAY_S);
  return Math.max(backoff * (1 + Math.random() / 2), Math.min(retryAfter, LONGEST_DELAY_S));
}
