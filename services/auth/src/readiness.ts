import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { AuthDatabase } from './database.ts';

/** Whether the database answers and its schema is there (table of the newest migration); rejects where it is not. */
export async function isSchemaReady(db: Kysely<AuthDatabase>): Promise<boolean> {
  await sql`select from auth.user_revocation limit 1`.execute(db);
  return true;
}
