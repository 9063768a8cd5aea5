import type { Logger } from '@vc/kit/logger.ts';
import { type Loop, startLoop } from '@vc/kit/loop.ts';
import { deleteOldDeliveries } from './deliveries.ts';
import type { Db } from './schema.ts';

const EVERY_MS = 3_600_000;

/** Forgets old deliveries, for as long as the process lives. */
export function startCleaning(db: Db, log: Logger): Loop {
  return startLoop({
    name: 'clean',
    everyMs: EVERY_MS,
    log,
    async task() {
      await deleteOldDeliveries(db);
      return false;
    },
  });
}
