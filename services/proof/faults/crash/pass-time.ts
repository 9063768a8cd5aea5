import type { ServiceName } from '@vc/local/product/programs.ts';
import type { World } from '../ledger/world.ts';

/** What waits for time to pass when a service has died: its leases, and the hints that nobody confirmed to it. */
const STATEMENTS: Partial<Record<ServiceName, readonly string[]>> = {
  gateway: [
    `update jobs.job set lease_until = now() where state = 'receiving'`,
    `update jobs.job set published_at = published_at - interval '1 minute'
      where state = 'stored' and not is_publish_confirmed`,
  ],
  converter: [
    `update jobs.job set lease_until = now() where state = 'converting'`,
    `update jobs.job set published_at = published_at - interval '1 minute'
      where state in ('converted', 'failed') and not is_publish_confirmed`,
  ],
  notification: [`update notification.delivery set due_at = now() where status = 'pending'`],
};

/**
 * Lets the time pass in the database, which alone decides, that others would wait for a service: 30 s or a minute. Only while
 * the service is dead, since whoever lives would renew.
 */
export async function passTime({ query }: Pick<World, 'query'>, dead: ServiceName): Promise<void> {
  for (const statement of STATEMENTS[dead] ?? []) await query(statement);
}
