import { createHash } from 'node:crypto';
import { pause } from '@vc/kit/loop.ts';
import { tooMany, unavailable } from '@vc/kit/problem.ts';
import { type Kysely, sql } from 'kysely';
import { toThrottledAddress } from './client-address.ts';
import type { AuthDatabase } from './database.ts';
import { isBadCredentials } from './problems.ts';
import { judge, LIMITS, strictest, type Verdict, WINDOW_SECONDS } from './throttling-verdict.ts';

/** Whom an attempt is counted against. */
export type Attempter = { email: string; address: string };

type Scope = { kind: 'authentication' | 'registration'; address: string; account: string | null };

/** An attempt without an outcome for this long counts as failed: its process died. */
const UNDECIDED_SECONDS = 30;
const WAIT_MS = 25;
const WAIT_TRIES = 80;

/** Refuses (429) who has failed too often. Only a cheap first look: `withAttempt` decides. */
export async function refuseThrottled(db: Kysely<AuthDatabase>, attempter: Attempter): Promise<void> {
  const verdict = await lookUp(db, authenticationScope(attempter));
  if (verdict.kind === 'refuse') throw tooManyFailures(verdict.seconds);
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
  if (typeof outcome !== 'number' && outcome.kind === 'refuse') {
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
    if (typeof outcome === 'number') return outcome;
    if (outcome.kind === 'refuse') throw tooManyFailures(outcome.seconds);
    await pause(WAIT_MS);
  }
  throw unavailable('Logging in');
}

/** One address is judged at a time, by a lock that ends with the transaction. Returns the id of the reserved attempt. */
async function tryToReserve(db: Kysely<AuthDatabase>, scope: Scope): Promise<number | Verdict> {
  return db.transaction().execute(async trx => {
    const lock = `auth.attempt ${scope.kind} ${scope.address}`;
    await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(trx);
    const verdict = await lookUp(trx, scope);
    if (verdict.kind !== 'go') return verdict;
    const { id } = await trx
      .insertInto('auth.attempt')
      .values({ ...scope, settled: scope.kind === 'registration' })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  });
}

async function lookUp(db: Kysely<AuthDatabase>, { kind, address, account }: Scope): Promise<Verdict> {
  const attempts = await db
    .selectFrom('auth.attempt')
    .where('kind', '=', kind)
    .where('address', '=', address)
    .where('at', '>', sql<Date>`clock_timestamp() - make_interval(secs => ${WINDOW_SECONDS})`)
    .select(({ eb }) => [
      eb('account', '=', account).as('isOwn'),
      sql<boolean>`settled or at < clock_timestamp() - make_interval(secs => ${UNDECIDED_SECONDS})`.as(
        'isSettled',
      ),
      sql<number>`(extract(epoch from at - clock_timestamp()) + ${WINDOW_SECONDS})::float8`.as('secondsLeft'),
    ])
    .execute();
  if (kind === 'registration') return judge(attempts, LIMITS.registration);
  const ofAccount = attempts.filter(attempt => attempt.isOwn);
  return strictest([judge(attempts, LIMITS.address), judge(ofAccount, LIMITS.account)]);
}

/** The e-mail is kept as a digest: people type passwords into that field. */
function authenticationScope({ email, address }: Attempter): Scope {
  const account = createHash('sha256').update(email.toLowerCase()).digest('base64url');
  return { kind: 'authentication', address: toThrottledAddress(address), account };
}

function tooManyFailures(seconds: number) {
  return tooMany('too-many-failures', 'Too many failed attempts. Wait before the next one.', seconds);
}
