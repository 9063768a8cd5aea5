import { createHash, randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { AuthDatabase } from './database.ts';

/** How long a mailed link works. */
const LINK_HOURS = 24;

/** Issues the secret of a link that confirms a user's address; earlier ones stop working. Only its digest is kept. */
export async function issueConfirmation(db: Kysely<AuthDatabase>, userId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const row = {
    token_hash: digest(token),
    expires_at: sql<Date>`now() + make_interval(hours => ${LINK_HOURS})`,
  };
  await db
    .insertInto('auth.confirmation')
    .values({ user_id: userId, ...row })
    .onConflict(conflict => conflict.column('user_id').doUpdateSet(row))
    .execute();
  return token;
}

/** Confirms the address that a link was mailed to; false when the secret is unknown, replaced or too old. */
export async function confirmAddress(db: Kysely<AuthDatabase>, token: string): Promise<boolean> {
  return db.transaction().execute(async trx => {
    const spent = await trx
      .deleteFrom('auth.confirmation')
      .where('token_hash', '=', digest(token))
      .where('expires_at', '>', sql<Date>`now()`)
      .returning('user_id')
      .executeTakeFirst();
    if (!spent) return false;
    await trx
      .updateTable('auth.auth_user')
      .set({ confirmed: true })
      .where('id', '=', spent.user_id)
      .execute();
    return true;
  });
}

/** Forgets links that no longer work. */
export async function removeOldConfirmations(db: Kysely<AuthDatabase>): Promise<void> {
  await db.deleteFrom('auth.confirmation').where('expires_at', '<=', sql<Date>`now()`).execute();
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
