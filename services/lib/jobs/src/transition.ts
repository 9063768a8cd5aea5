import type { JobErrorCode } from '@vc/contracts/job.ts';
import { type Kysely, sql } from 'kysely';
import { MAX_ATTEMPTS, type Retention } from './policy.ts';
import type { JobState, JobsDatabase } from './schema.ts';

// Fragments that the transitions share, so that no transition forgets a column.

/** An instant some seconds from now, by the database's clock: the only clock that counts. */
export const secondsFromNow = (seconds: number) => sql<Date>`now() + make_interval(secs => ${seconds})`;

/** Gives the row up: nobody holds it any longer. */
export const noLease = { lease_token: null, lease_until: null };

/** The hint for the new state is still to be published, by the relay. */
export const unpublished = { published_at: null, published_count: 0, is_publish_confirmed: false };

/** The hint for the new state is published by whoever makes the transition; the relay steps in after 30 s. */
export const publishing = { published_at: sql<Date>`now()`, published_count: 1, is_publish_confirmed: false };

/** The user sees a change. */
export const changed = { updated_at: sql<Date>`now()` };

/** What the user reads when attempts are used up. */
export const GAVE_UP = {
  code: 'gave-up',
  detail:
    'The conversion did not succeed in five attempts. Try again later; if it fails again, tell the operator.',
} as const satisfies { code: JobErrorCode; detail: string };

/** An attempt came to nothing: the job waits for the next one, or has failed with `gave-up` where this was the last. */
export const storedOrGaveUp = (retention: Retention) => {
  const isLast = sql<boolean>`attempts >= ${MAX_ATTEMPTS}`;
  return {
    state: sql<JobState>`case when ${isLast} then 'failed' else 'stored' end`,
    error_code: sql<JobErrorCode | null>`case when ${isLast} then ${GAVE_UP.code} end`,
    error_detail: sql<string | null>`case when ${isLast} then ${GAVE_UP.detail} end`,
    expires_at: sql<Date | null>`case when ${isLast} then ${secondsFromNow(retention.endedSeconds)} end`,
    progress: 0,
    ...noLease,
    ...unpublished,
    ...changed,
  };
};

/** The right to change one job: whoever has the token that stands in the row. */
export type Lease = { fid: string; token: string };

/**
 * An update that happens only while the lease is held. The token alone decides, not the time: a lease that ran out
 * counts until somebody has taken the row, and taking it replaces the token. So no two holders can both succeed,
 * whatever their clocks say.
 */
export const updateHeld = (db: Kysely<JobsDatabase>, lease: Lease, state: 'receiving' | 'converting') =>
  db
    .updateTable('jobs.job')
    .where('fid', '=', lease.fid)
    .where('lease_token', '=', lease.token)
    .where('state', '=', state);
