import { createHmac } from 'node:crypto';
import type { WebhookEvent } from '@vc/contracts/notification-payload.ts';
import { open as openSealed } from '@vc/kit/sealing.ts';
import type { ClaimedDelivery } from './deliveries.ts';
import { deliveryId } from './delivery-id.ts';
import { postDelivery } from './http-outcome.ts';
import { downloadLink } from './mails.ts';
import type { PostOutbound } from './outbound.ts';
import type { Db } from './schema.ts';
import type { Send } from './sender.ts';

/** Tells the user's own server, signed as Standard Webhooks describes (https://www.standardwebhooks.com). */
export function createWebhookSend(deps: {
  db: Db;
  post: PostOutbound;
  secretsKey: string;
  publicUrl: string;
}): Send {
  return async (delivery, handOver) => {
    const webhook = await findWebhook(deps.db, delivery.user_id);
    if (!webhook?.webhook_url || !webhook.webhook_secret)
      return { kind: 'refused', detail: 'the webhook is switched off' };
    const secret = openSealed(webhook.webhook_secret, delivery.user_id, deps.secretsKey);
    const body = JSON.stringify(describe(delivery, deps.publicUrl));
    const headers = signatureHeaders({ id: deliveryId(delivery), body, secret, at: new Date() });
    const request = {
      url: webhook.webhook_url,
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      handOver,
    };
    return (await postDelivery(deps.post, request)).outcome;
  };
}

/** `webhook-id`, `webhook-timestamp` (seconds), and `webhook-signature`: HMAC-SHA256 over `id.timestamp.body`. */
export function signatureHeaders(message: {
  id: string;
  body: string;
  /** `whsec_` and the key in base64. */
  secret: string;
  at: Date;
}): Record<string, string> {
  const timestamp = String(Math.floor(message.at.getTime() / 1000));
  const key = Buffer.from(message.secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key)
    .update(`${message.id}.${timestamp}.${message.body}`)
    .digest('base64');
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}

function findWebhook(db: Db, userId: string) {
  return db
    .selectFrom('notification.preference')
    .select(['webhook_url', 'webhook_secret'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

function describe(
  { kind, fid, epoch, content, created_at }: ClaimedDelivery,
  publicUrl: string,
): WebhookEvent {
  if (!content || fid === null || epoch === null) throw new Error('the delivery is empty');
  const isCompleted = kind === 'completed';
  return {
    type: isCompleted ? 'job.completed' : 'job.failed',
    timestamp: created_at.toISOString(),
    data: { fid, epoch, ...content, url: isCompleted ? downloadLink(publicUrl, fid) : null },
  };
}
