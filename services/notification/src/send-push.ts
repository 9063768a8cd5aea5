import { createHash } from 'node:crypto';
import type { PushPayload } from '@vc/contracts/notification-payload.ts';
import webPush from 'web-push';
import type { ClaimedDelivery } from './deliveries.ts';
import { deliveryId } from './delivery-id.ts';
import { postDelivery } from './http-outcome.ts';
import { downloadLink } from './mails.ts';
import type { PostOutbound } from './outbound.ts';
import { deleteSubscription } from './push-subscriptions.ts';
import type { Db } from './schema.ts';
import type { Send } from './sender.ts';

/** The application server's identification (RFC 8292): base64url keys, and a `mailto:` or `https:` contact. */
export type Vapid = { publicKey: string; privateKey: string; subject: string };

/** How long a push service keeps a message for a browser that is away, in seconds. */
const TIME_TO_LIVE_S = 24 * 3600;

/** Tells a browser through its push service, encrypted for it (RFC 8030, 8291). A service that knows it no more ends the subscription. */
export function createPushSend(deps: { db: Db; post: PostOutbound; vapid: Vapid; publicUrl: string }): Send {
  return async (delivery, handOver) => {
    const subscription = await findSubscription(deps.db, delivery);
    if (!subscription) return { kind: 'refused', detail: 'the browser has unsubscribed' };
    const { endpoint, p256dh, auth } = subscription;
    const { headers, body } = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify(describe(delivery, deps.publicUrl)),
      { vapidDetails: deps.vapid, TTL: TIME_TO_LIVE_S, urgency: 'normal', topic: topicOf(delivery) },
    );
    const request = { url: endpoint, headers: asStrings(headers), body, handOver };
    const { outcome, status } = await postDelivery(deps.post, request);
    if (status === 404 || status === 410) await deleteSubscription(deps.db, delivery.user_id, endpoint);
    return outcome;
  };
}

function findSubscription(db: Db, { user_id, recipient }: ClaimedDelivery) {
  return db
    .selectFrom('notification.push_subscription')
    .select(['endpoint', 'p256dh', 'auth'])
    .where('user_id', '=', user_id)
    .where('endpoint', '=', recipient)
    .executeTakeFirst();
}

function describe({ kind, fid, content }: ClaimedDelivery, publicUrl: string): PushPayload {
  if (!content || fid === null) throw new Error('the delivery is empty');
  return kind === 'completed'
    ? {
        title: 'Your MP3 is ready',
        body: content.name,
        url: downloadLink(publicUrl, fid),
        fid,
        status: 'completed',
      }
    : {
        title: 'Your video could not be converted',
        body: content.name,
        url: publicUrl,
        fid,
        status: 'failed',
      };
}

/** A message of the same topic takes the place of one still waiting: what is sent twice shows once. At most 32 characters. */
const topicOf = (delivery: ClaimedDelivery) =>
  createHash('sha256').update(deliveryId(delivery)).digest('base64url').slice(0, 32);

const asStrings = (headers: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
