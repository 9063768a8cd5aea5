import {
  ConfirmationMail,
  Preferences,
  PreferencesUpdate,
  PushEndpoint,
  PushSubscription,
} from '@vc/contracts/notification-api.ts';
import { Uuid } from '@vc/contracts/primitives.ts';
import type { Logger } from '@vc/kit/logger.ts';
import { createServer, type Server } from '@vc/kit/server.ts';
import { requireCaller } from '@vc/kit/service-token.ts';
import { Type } from 'typebox';
import { insertConfirmationMail } from './confirmation-mails.ts';
import { forgetUser } from './forget-user.ts';
import { type AllowedHosts, parseOutboundUrl } from './outbound-url.ts';
import { readPreferences, updatePreferences } from './preferences.ts';
import { assertUsableKeys, deleteSubscription, saveSubscription } from './push-subscriptions.ts';
import type { Db } from './schema.ts';

const params = Type.Object({ id: Uuid });

/** The internal API, for the gateway alone: what a user wants to be told, and where. */
export function buildApp(deps: {
  db: Db;
  log: Logger;
  gatewayToken: string;
  secretsKey: string;
  vapidPublicKey: string;
  allowedHosts: AllowedHosts;
  /** Called when a mail was added that is due. */
  onDeliveries(): void;
}): Server {
  const { db, secretsKey, vapidPublicKey, allowedHosts } = deps;
  const app = createServer(deps.log, { bodyLimit: 16 * 1024 });
  app.addHook('onRequest', requireCaller({ gateway: deps.gatewayToken }));

  app.get('/users/:id/preferences', { schema: { params, response: { 200: Preferences } } }, async request =>
    readPreferences(db, request.params.id, vapidPublicKey),
  );

  app.put(
    '/users/:id/preferences',
    { schema: { params, body: PreferencesUpdate, response: { 200: Preferences } } },
    async request => {
      const { id } = request.params;
      const { webhook, ...update } = request.body;
      const url = webhook ? parseOutboundUrl(webhook, allowedHosts).url.href : webhook;
      const secret = await updatePreferences(db, id, { ...update, webhook: url }, secretsKey);
      const preferences = await readPreferences(db, id, vapidPublicKey);
      return secret ? { ...preferences, webhook: { ...preferences.webhook, secret } } : preferences;
    },
  );

  app.put(
    '/users/:id/push-subscriptions',
    { schema: { params, body: PushSubscription } },
    async (request, reply) => {
      const { endpoint, keys } = request.body;
      assertUsableKeys(keys);
      const { href } = parseOutboundUrl(endpoint, allowedHosts).url;
      await saveSubscription(db, request.params.id, { endpoint: href, keys });
      return reply.status(204).send();
    },
  );

  app.delete(
    '/users/:id/push-subscriptions',
    { schema: { params, body: PushEndpoint } },
    async (request, reply) => {
      const { href } = parseOutboundUrl(request.body.endpoint, allowedHosts).url;
      await deleteSubscription(db, request.params.id, href);
      return reply.status(204).send();
    },
  );

  app.post(
    '/users/:id/confirmation-mails',
    { schema: { params, body: ConfirmationMail } },
    async (request, reply) => {
      await insertConfirmationMail(db, request.params.id, request.body, secretsKey);
      deps.onDeliveries();
      return reply.status(202).send();
    },
  );

  app.delete('/users/:id', { schema: { params } }, async (request, reply) => {
    await forgetUser(db, request.params.id);
    return reply.status(204).send();
  });

  return app;
}
