import type { Logger } from '@vc/kit/logger.ts';
import { type Loop, startLoop } from '@vc/kit/loop.ts';
import type { Kysely } from 'kysely';
import { removeOldConfirmations } from './confirmations.ts';
import type { AuthDatabase } from './database.ts';
import { removeOldRevocations } from './revocations.ts';
import { removeOldAttempts } from './throttling.ts';

/** Removes what no longer means anything. Every replica does it; doing it twice is harmless. */
export async function removeOldRows(db: Kysely<AuthDatabase>): Promise<void> {
  await removeOldAttempts(db);
  await removeOldConfirmations(db);
  await removeOldRevocations(db);
}

/** Keeps the tables small, once a minute. */
export function startHousekeeping(db: Kysely<AuthDatabase>, log: Logger): Loop {
  return startLoop({
    name: 'housekeeping',
    everyMs: 60_000,
    log,
    task: async () => {
      await removeOldRows(db);
      return false;
    },
  });
}
