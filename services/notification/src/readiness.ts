import { sql } from 'kysely';
import type { Db } from './schema.ts';

/**
 * Whether the database answers and the schema is there; rejects where it is not. The broker does not count: without it
 * the API still answers, and what it would bring waits there.
 */
export async function isSchemaReady(db: Db): Promise<boolean> {
  await sql`select from notification.delivery limit 1`.execute(db);
  return true;
}
