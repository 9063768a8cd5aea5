import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { AuthDatabase, NewUser, UserRow } from './database.ts';
import { revokeUser } from './revocations.ts';

/** Finds a user by e-mail, whatever its case. */
export async function findUserByEmail(db: Kysely<AuthDatabase>, email: string): Promise<UserRow | undefined> {
  if (email.includes('\0')) return undefined; // PostgreSQL has no such text
  return db
    .selectFrom('auth.auth_user')
    .where(sql`lower(email)`, '=', sql`lower(${email}::text)`)
    .selectAll()
    .executeTakeFirst();
}

/** Finds a user by id. */
export async function findUserById(db: Kysely<AuthDatabase>, id: string): Promise<UserRow | undefined> {
  return db.selectFrom('auth.auth_user').where('id', '=', id).selectAll().executeTakeFirst();
}

/** Adds a user; returns undefined where the e-mail is taken, in whatever case. */
export async function createUser(db: Kysely<AuthDatabase>, user: NewUser): Promise<UserRow | undefined> {
  return db
    .insertInto('auth.auth_user')
    .values(user)
    .onConflict(conflict => conflict.expression(sql`lower(email)`).doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Replaces a hash by one of the same password; does nothing when the password was changed meanwhile. */
export async function replaceHash(
  db: Kysely<AuthDatabase>,
  user: Pick<UserRow, 'id' | 'password_hash'>,
  passwordHash: string,
): Promise<void> {
  await db
    .updateTable('auth.auth_user')
    .set({ password_hash: passwordHash })
    .where('id', '=', user.id)
    .where('password_hash', '=', user.password_hash)
    .execute();
}

/** What a change that ends all sessions may set. */
export type SessionEndingChange = Partial<
  Pick<UserRow, 'password_hash' | 'disabled' | 'totp_enabled' | 'totp_secret' | 'totp_last_step'>
>;

/**
 * Changes a user so that every token issued so far is refused from now on.
 *
 * @returns whether it was done: false when the user is gone, or was changed so by somebody else since it was read
 */
export async function changeEndingSessions(
  db: Kysely<AuthDatabase>,
  user: Pick<UserRow, 'id' | 'token_version'>,
  change: SessionEndingChange,
): Promise<boolean> {
  return db.transaction().execute(async trx => {
    const changed = await trx
      .updateTable('auth.auth_user')
      .set({ ...change, token_version: user.token_version + 1 })
      .where('id', '=', user.id)
      .where('token_version', '=', user.token_version)
      .returning('token_version')
      .executeTakeFirst();
    if (changed) await revokeUser(trx, user.id, changed.token_version);
    return changed !== undefined;
  });
}

/** Removes a user for good; its tokens are refused from now on. */
export async function deleteUser(
  db: Kysely<AuthDatabase>,
  user: Pick<UserRow, 'id' | 'token_version'>,
): Promise<void> {
  await db.transaction().execute(async trx => {
    const deleted = await trx
      .deleteFrom('auth.auth_user')
      .where('id', '=', user.id)
      .returning('token_version')
      .executeTakeFirst();
    if (deleted) await revokeUser(trx, user.id, deleted.token_version + 1);
  });
}
