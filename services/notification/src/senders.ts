import type { Logger } from '@vc/kit/logger.ts';
import type { Config } from './config.ts';
import type { PostOutbound } from './outbound.ts';
import type { Db } from './schema.ts';
import { createEmailSend } from './send-email.ts';
import { createPushSend } from './send-push.ts';
import { createWebhookSend } from './send-webhook.ts';
import { type Sender, startSender } from './sender.ts';
import { createSmtp } from './smtp.ts';

/** What the senders need of the configuration. */
export type SenderConfig = Pick<
  Config,
  | 'SMTP_URL'
  | 'MAIL_FROM'
  | 'PUBLIC_URL'
  | 'SECRETS_KEY'
  | 'VAPID_PUBLIC_KEY'
  | 'VAPID_PRIVATE_KEY'
  | 'VAPID_SUBJECT'
>;

/** What to wait for at a shutdown: a mail takes at most 25 s, a request 10 s. What is cut off is taken over after its lease. */
export const LONGEST_ATTEMPT_MS = 26_000;

/** Deliveries sent at a time by one process. Mail servers dislike many connections; strangers' servers may all be slow. */
const SLOTS = { email: 4, push: 8, webhook: 8 };

/** Starts one sender a channel, woken and closed together. */
export function startSenders(deps: {
  db: Db;
  post: PostOutbound;
  config: SenderConfig;
  log: Logger;
}): Sender {
  const { db, post, config, log } = deps;
  const publicUrl = config.PUBLIC_URL.replace(/\/+$/, '');
  const secretsKey = config.SECRETS_KEY;
  const vapid = {
    publicKey: config.VAPID_PUBLIC_KEY,
    privateKey: config.VAPID_PRIVATE_KEY,
    subject: config.VAPID_SUBJECT,
  };
  const sendMail = createSmtp({ url: config.SMTP_URL, from: config.MAIL_FROM });
  const sends = {
    email: createEmailSend({ sendMail, publicUrl, secretsKey }),
    push: createPushSend({ db, post, vapid, publicUrl }),
    webhook: createWebhookSend({ db, post, secretsKey, publicUrl }),
  };
  const senders = (['email', 'push', 'webhook'] as const).map(channel =>
    startSender({ channel, db, send: sends[channel], slots: SLOTS[channel], log }),
  );
  return {
    wake: () => {
      for (const sender of senders) sender.wake();
    },
    close: async () => {
      await Promise.all(senders.map(sender => sender.close()));
    },
  };
}
