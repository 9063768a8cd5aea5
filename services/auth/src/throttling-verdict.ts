/** How many attempts count as too many within the window. */
export const LIMITS = {
  /** Failed attempts of one account from one address. */
  account: 10,
  /** Failed attempts from one address, whatever the account. */
  address: 100,
  /** Registrations from one address. */
  registration: 30,
} as const;

/** How long an attempt counts, in seconds. */
export const WINDOW_SECONDS = 15 * 60;

/** An attempt within the window; `secondsLeft` until it no longer counts. */
export type RecentAttempt = { isSettled: boolean; secondsLeft: number };

/**
 * Whether another attempt may be made. `wait` says that only undecided attempts stand in the way: if they succeed, they do
 * not count.
 */
export type Verdict = { kind: 'go' } | { kind: 'wait' } | { kind: 'refuse'; seconds: number };

/** Judges one more attempt against a limit; `attempts` in any order. */
export function judge(attempts: RecentAttempt[], limit: number): Verdict {
  const settled = attempts.filter(attempt => attempt.isSettled).map(attempt => attempt.secondsLeft);
  // The limit-th newest must leave the window before there is room again.
  const blocking = settled.sort((a, b) => b - a)[limit - 1];
  if (blocking !== undefined) return { kind: 'refuse', seconds: blocking };
  return { kind: attempts.length >= limit ? 'wait' : 'go' };
}

/** The stricter of several verdicts. */
export function strictest(verdicts: Verdict[]): Verdict {
  const refusals = verdicts.filter(verdict => verdict.kind === 'refuse');
  if (refusals.length > 0)
    return { kind: 'refuse', seconds: Math.max(...refusals.map(({ seconds }) => seconds)) };
  return verdicts.find(verdict => verdict.kind === 'wait') ?? { kind: 'go' };
}
