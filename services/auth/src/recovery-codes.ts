import { createHash, randomInt } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { AuthDatabase } from './database.ts';

const CODES = 10;
/** Crockford's base 32 without look-alikes; 16 of them are 80 bits, so that a plain digest cannot be searched. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 16;

/** Replaces a user's recovery codes; the new ones are returned in the clear for the only time. */
export async function issueRecoveryCodes(db: Kysely<AuthDatabase>, userId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newRecoveryCode);
  await removeRecoveryCodes(db, userId);
  await db
    .insertInto('auth.recovery_code')
    .values(codes.map(code => ({ user_id: userId, code_hash: digest(code) })))
    .execute();
  return codes;
}

/** Uses a code up; false when it is none of the user's, or was used. */
export async function spendRecoveryCode(
  db: Kysely<AuthDatabase>,
  userId: string,
  code: string,
): Promise<boolean> {
  const spent = await db
    .deleteFrom('auth.recovery_code')
    .where('user_id', '=', userId)
    .where('code_hash', '=', digest(code))
    .returning('user_id')
    .executeTakeFirst();
  return spent !== undefined;
}

/** Takes all of a user's codes away. */
export async function removeRecoveryCodes(db: Kysely<AuthDatabase>, userId: string): Promise<void> {
  await db.deleteFrom('auth.recovery_code').where('user_id', '=', userId).execute();
}

/** Four groups of four, as people copy them: `7k3m-…`. */
function newRecoveryCode(): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}

/** Case, dashes and blanks are as people type them, and do not matter. */
function digest(code: string): Buffer {
  return createHash('sha256').update(code.toLowerCase().replace(/[\s-]/g, '')).digest();
}
