import type { World } from '../ledger/world.ts';

/**
 * Lets minutes pass for what waits: backoffs, hints that may be sent again, deliveries that are due. The product tells time by
 * the database's clock alone, so it is enough that rows grow older. Leases are left alone: whoever holds one is at work.
 */
export async function letTimePass({ query }: Pick<World, 'query'>, minutes: number): Promise<void> {
  const past = `interval '${minutes} minutes'`;
  await query(`update jobs.job set next_attempt_at = next_attempt_at - ${past}, published_at = published_at - ${past}
    where lease_token is null`);
  await query(`update notification.delivery set due_at = due_at - ${past}
    where status = 'pending' and lease_token is null`);
}

/** Lets the lease of a job end, whose holder does not renew it. */
export async function endLease({ query }: Pick<World, 'query'>, fid: string): Promise<void> {
  await query('update jobs.job set lease_until = now() where fid = $1', [fid]);
}
