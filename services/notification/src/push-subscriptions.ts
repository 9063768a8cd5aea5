import { createPublicKey } from 'node:crypto';
import type { PushSubscription } from '@vc/contracts/notification-api.ts';
import { Problem } from '@vc/kit/problem.ts';
import { sql } from 'kysely';
import type { Db } from './schema.ts';

/** Browsers that one user may have subscribed; a further one takes the place of the oldest. */
export const SUBSCRIPTION_LIMIT = 20;

/**
 * Keeps a browser's subscription. An endpoint belongs to one browser, hence to whoever uses that browser now: somebody
 * else's earlier subscription of it ends.
 */
export async function saveSubscription(
  db: Db,
  userId: string,
  { endpoint, keys }: PushSubscription,
): Promise<void> {
  await db.transaction().execute(async trx => {
    await trx
      .insertInto('notification.push_subscription')
      .values({ endpoint, user_id: userId, p256dh: keys.p256dh, auth: keys.auth })
      .onConflict(conflict =>
        conflict
          .column('endpoint')
          .doUpdateSet({ user_id: userId, p256dh: keys.p256dh, auth: keys.auth, created_at: sql`now()` }),
      )
      .execute();
    await trx
      .deleteFrom('notification.push_subscription')
      .where('endpoint', 'in', eb =>
        eb
          .selectFrom('notification.push_subscription')
          .select('endpoint')
          .where('user_id', '=', userId)
          .orderBy('created_at', 'desc')
          .offset(SUBSCRIPTION_LIMIT),
      )
      .execute();
  });
}

/** Forgets a browser of this user; unknown ones are forgotten already. */
export async function deleteSubscription(db: Db, userId: string, endpoint: string): Promise<void> {
  await db
    .deleteFrom('notification.push_subscription')
    .where('user_id', '=', userId)
    .where('endpoint', '=', endpoint)
    .execute();
}

/**
 * Refuses keys with which no message could ever be encrypted: `p256dh` is an uncompressed point of P-256, `auth` 16
 * bytes (RFC 8291, 3.1 and 3.2).
 *
 * @throws {Problem} 422
 */
export function assertUsableKeys({ p256dh, auth }: PushSubscription['keys']): void {
  const point = Buffer.from(p256dh, 'base64url');
  if (Buffer.from(auth, 'base64url').length === 16 && isPointOfP256(point)) return;
  throw new Problem(422, 'unacceptable-keys', 'The keys of the push subscription are not usable.');
}

function isPointOfP256(point: Buffer): boolean {
  if (point.length !== 65 || point[0] !== 4) return false;
  const x = point.toString('base64url', 1, 33);
  const y = point.toString('base64url', 33);
  try {
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
