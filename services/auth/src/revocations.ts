import type { Revocations, RevokedToken } from '@vc/contracts/auth-api.ts';
import { type Kysely, sql } from 'kysely';
import type { AuthDatabase } from './database.ts';
import { LONGEST_TOKEN_TTL } from './token-lifetime.ts';

/** When a revocation of a user has outlived every token it concerns. */
const oldestUseful = sql<Date>`now() - make_interval(secs => ${LONGEST_TOKEN_TTL})`;

/** Refuses one token until it expires. Doing it again changes nothing. */
export async function revokeToken(db: Kysely<AuthDatabase>, { jti, exp }: RevokedToken): Promise<void> {
  // No token lives longer; an absurd `exp` must neither stay for ever nor overflow.
  const secondsLeft = Math.min(exp - Date.now() / 1_000, LONGEST_TOKEN_TTL);
  if (secondsLeft <= 0) return;
  await db
    .insertInto('auth.token_revocation')
    .values({ jti, expires_at: sql<Date>`now() + make_interval(secs => ${secondsLeft})` })
    .onConflict(conflict => conflict.doNothing())
    .execute();
}

/** Refuses every token of a user whose version is below `leastVersion`. */
export async function revokeUser(
  db: Kysely<AuthDatabase>,
  userId: string,
  leastVersion: number,
): Promise<void> {
  await db
    .insertInto('auth.user_revocation')
    .values({ user_id: userId, least_version: leastVersion })
    .onConflict(conflict =>
      conflict.column('user_id').doUpdateSet({ least_version: leastVersion, revoked_at: sql<Date>`now()` }),
    )
    .execute();
}

/** Everything that verifiers must refuse although it has not expired. */
export async function listRevocations(db: Kysely<AuthDatabase>): Promise<Revocations> {
  const tokens = await db
    .selectFrom('auth.token_revocation')
    .where('expires_at', '>', sql<Date>`now()`)
    // Rounded up: a token is never forgotten before its last second is over.
    .select(['jti', sql<number>`ceil(extract(epoch from expires_at))::bigint`.as('exp')])
    .execute();
  const users = await db
    .selectFrom('auth.user_revocation')
    .where('revoked_at', '>', oldestUseful)
    .select(['user_id as sub', 'least_version as ver'])
    .execute();
  return { tokens, users };
}

/** Forgets revocations that no token needs any more. */
export async function removeOldRevocations(db: Kysely<AuthDatabase>): Promise<void> {
  await db.deleteFrom('auth.token_revocation').where('expires_at', '<=', sql<Date>`now()`).execute();
  await db.deleteFrom('auth.user_revocation').where('revoked_at', '<=', oldestUseful).execute();
}
