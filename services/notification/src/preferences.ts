import { randomBytes } from 'node:crypto';
import type { Preferences, PreferencesUpdate } from '@vc/contracts/notification-api.ts';
import { seal } from '@vc/kit/sealing.ts';
import type { Db } from './schema.ts';

/** What a user who never said otherwise gets: mail, and push in the browsers that subscribed. */
const DEFAULTS = { email: true, push: true, webhook_url: null };

/** Bytes of a webhook secret; Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 24;

/** A user's channels as the API shows them. */
export async function readPreferences(db: Db, userId: string, vapidPublicKey: string): Promise<Preferences> {
  const [preference, { subscriptions }] = await Promise.all([
    findPreference(db, userId),
    db
      .selectFrom('notification.push_subscription')
      .select(eb => eb.fn.countAll<number>().as('subscriptions'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow(),
  ]);
  return {
    email: preference.email,
    push: { enabled: preference.push, subscriptions, publicKey: vapidPublicKey },
    webhook: { url: preference.webhook_url },
  };
}

/** Which channels are on, and the webhook's URL. */
export async function findPreference(
  db: Db,
  userId: string,
): Promise<{ email: boolean; push: boolean; webhook_url: string | null }> {
  const row = await db
    .selectFrom('notification.preference')
    .select(['email', 'push', 'webhook_url'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row ?? DEFAULTS;
}

/**
 * Changes what the update names.
 *
 * @param secretsKey seals the secret that a webhook URL gets
 * @returns the new webhook secret, if a URL was set: it is not readable afterwards
 */
export async function updatePreferences(
  db: Db,
  userId: string,
  update: PreferencesUpdate,
  secretsKey: string,
): Promise<string | undefined> {
  const secret = update.webhook ? `whsec_${randomBytes(SECRET_BYTES).toString('base64')}` : undefined;
  const changes = {
    ...(update.email === undefined ? {} : { email: update.email }),
    ...(update.push === undefined ? {} : { push: update.push }),
    ...(update.webhook === undefined
      ? {}
      : { webhook_url: update.webhook, webhook_secret: secret ? seal(secret, userId, secretsKey) : null }),
  };
  await db
    .insertInto('notification.preference')
    .values({ user_id: userId, ...changes })
    .onConflict(conflict => conflict.column('user_id').doUpdateSet({ user_id: userId, ...changes }))
    .execute();
  return secret;
}
