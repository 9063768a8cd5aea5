import { createHash } from 'node:crypto';
import { pause } from '@vc/kit/loop.ts';
import { tooMany, unavailable } from '@vc/kit/problem.ts';
import { type Kysely, sql } from 'kysely';
import { toThrottledAddress } from './client-address.ts';
import type { AuthDatabase } from './database.ts';
import { isBadCredentials } from './problems.ts';

/** Whom an attempt is counted against. */
export type Attempter = { email: string; address: string };

type Scope = { kind: 'authentication' | 'registration'; address: string; account: string | null };

/** How many attempts count as too many within the window; of authentications only the failed ones. */
const LIMITS = {
  /** Few of one account from one address, more from one address whatever the account. */
  authentication: { perAccount: 10, perAddress: 100 },
  registration: { perAccount: null, perAddress: 30 },
} as const;
/** How long an attempt counts. */
const WINDOW_SECONDS = 15 * 60;
/** An attempt without an outcome for this long counts as failed: its process died. */
const UNDECIDED_SECONDS = 30;
const WAIT_MS = 25;
const WAIT_TRIES = 80;

/** Refuses (429) who has failed too often. Only a cheap first look: `withAttempt` decides. */
export async function refuseThrottled(db: Kysely<AuthDatabase>, attempter: Attempter): Promise<void> {
  const { rows } = await sql<{ seconds: number | null }>`
    select blocked_seconds as seconds from auth.judge_attempt(${judgedBy(authenticationScope(attempter))})
  `.execute(db);
  const seconds = rows[0]?.seconds ?? null;
  if (seconds !== null) throw tooManyFailures(seconds);
}

/**
 * Runs an attempt to authenticate. Its place is reserved before the work starts, so that any number of parallel guesses
 * gets no further than the limit; the attempt goes on counting only if the work rejects with bad credentials.
 *
 * @throws {Problem} 429 when there were too many failures; whatever the work throws
 */
export async function withAttempt<T>(
  db: Kysely<AuthDatabase>,
  attempter: Attempter,
  work: () => Promise<T>,
): Promise<T> {
  const id = await reserve(db, authenticationScope(attempter));
  try {
    const result = await work();
    await db.deleteFrom('auth.attempt').where('id', '=', id).execute();
    return result;
  } catch (error) {
    if (isBadCredentials(error)) {
      await db.updateTable('auth.attempt').set({ settled: true }).where('id', '=', id).execute();
    } else {
      await db.deleteFrom('auth.attempt').where('id', '=', id).execute();
    }
    throw error;
  }
}

/** Counts a registration, whatever becomes of it. @throws {Problem} 429 when there were too many */
export async function countRegistration(db: Kysely<AuthDatabase>, address: string): Promise<void> {
  const scope: Scope = { kind: 'registration', address: toThrottledAddress(address), account: null };
  const outcome = await tryToReserve(db, scope);
  if (outcome.kind === 'refused') {
    throw tooMany(
      'too-many-registrations',
      'Too many accounts were registered from this address.',
      outcome.seconds,
    );
  }
}

/** Forgets what no longer counts. */
export async function removeOldAttempts(db: Kysely<AuthDatabase>): Promise<void> {
  await db
    .deleteFrom('auth.attempt')
    .where('at', '<', sql<Date>`now() - make_interval(secs => ${WINDOW_SECONDS})`)
    .execute();
}

async function reserve(db: Kysely<AuthDatabase>, scope: Scope): Promise<number> {
  for (let tries = 0; tries < WAIT_TRIES; tries += 1) {
    const outcome = await tryToReserve(db, scope);
    if (outcome.kind === 'reserved') return outcome.id;
    if (outcome.kind === 'refused') throw tooManyFailures(outcome.seconds);
    await pause(WAIT_MS);
  }
  throw unavailable('Logging in');
}

/** `full` says that only undecided attempts stand in the way. */
type Outcome = { kind: 'reserved'; id: number } | { kind: 'refused'; seconds: number } | { kind: 'full' };

async function tryToReserve(db: Kysely<AuthDatabase>, scope: Scope): Promise<Outcome> {
  const isSettled = scope.kind === 'registration';
  const { rows } = await sql<{ id: number | null; seconds: number | null }>`
    select id, blocked_seconds as seconds from auth.reserve_attempt(${judgedBy(scope)}, ${isSettled})
  `.execute(db);
  const { id = null, seconds = null } = rows[0] ?? {};
  if (id !== null) return { kind: 'reserved', id };
  return seconds === null ? { kind: 'full' } : { kind: 'refused', seconds };
}

/** The arguments that say what is judged, and by which limits. */
function judgedBy({ kind, address, account }: Scope) {
  const { perAddress, perAccount } = LIMITS[kind];
  return sql.join([kind, address, account, perAddress, perAccount, WINDOW_SECONDS, UNDECIDED_SECONDS]);
}

/** The e-mail is kept as a digest: people type passwords into that field. */
function authenticationScope({ email, address }: Attempter): Scope {
  const account = createHash('sha256').update(email.toLowerCase()).digest('base64url');
  return { kind: 'authentication', address: toThrottledAddress(address), account };
}

function tooManyFailures(seconds: number) {
  return tooMany('too-many-failures', 'Too many failed attempts. Wait before the next one.', seconds);
}
