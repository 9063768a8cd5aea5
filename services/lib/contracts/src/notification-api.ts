import { type Static, Type } from 'typebox';
import { Email } from './primitives.ts';

// The internal API of `notification`, for the gateway, with its service token.
//
//   GET    /users/:id/preferences                                -> 200 Preferences
//   PUT    /users/:id/preferences            PreferencesUpdate   -> 200 Preferences (+ webhook secret, once) | 422
//   PUT    /users/:id/push-subscriptions     PushSubscription    -> 204 | 422
//   DELETE /users/:id/push-subscriptions     PushEndpoint        -> 204
//   POST   /users/:id/confirmation-mails     ConfirmationMail    -> 202
//   DELETE /users/:id                                            -> 204 (everything that notification knows of a user)

/** Checked again by the outbound guard, which refuses `http:` but for hosts that the operator allows. */
const OutboundUrl = Type.String({ maxLength: 2048, pattern: '^https?://' });

/** Which channels tell a user of a finished job. The secret signs webhooks and is shown once, when the URL is set. */
export const Preferences = Type.Object(
  {
    email: Type.Boolean(),
    push: Type.Object({
      enabled: Type.Boolean(),
      subscriptions: Type.Integer({ description: 'Browsers that subscribed.' }),
      publicKey: Type.String({ description: 'VAPID key for `pushManager.subscribe`, base64url.' }),
    }),
    webhook: Type.Object({
      url: Type.Union([OutboundUrl, Type.Null()]),
      secret: Type.Optional(
        Type.String({ description: 'Standard Webhooks secret (`whsec_…`), in this answer only.' }),
      ),
    }),
  },
  { $id: 'Preferences' },
);
export type Preferences = Static<typeof Preferences>;

/** What is absent stays as it is; `webhook: null` switches the webhook off, an URL makes a new secret. */
export const PreferencesUpdate = Type.Object(
  {
    email: Type.Optional(Type.Boolean()),
    push: Type.Optional(Type.Boolean()),
    webhook: Type.Optional(Type.Union([OutboundUrl, Type.Null()])),
  },
  { additionalProperties: false },
);
export type PreferencesUpdate = Static<typeof PreferencesUpdate>;

/** A browser’s `PushSubscription.toJSON()`; keys in base64url. */
export const PushSubscription = Type.Object({
  endpoint: OutboundUrl,
  keys: Type.Object({
    p256dh: Type.String({ pattern: '^[A-Za-z0-9_-]{80,120}={0,2}$' }),
    auth: Type.String({ pattern: '^[A-Za-z0-9_-]{16,32}={0,2}$' }),
  }),
});
export type PushSubscription = Static<typeof PushSubscription>;

export const PushEndpoint = Type.Object({ endpoint: OutboundUrl });
export type PushEndpoint = Static<typeof PushEndpoint>;

/** Asks for the mail whose link confirms an address; `token` is what auth issued. */
export const ConfirmationMail = Type.Object({
  email: Email,
  token: Type.String({ minLength: 1, maxLength: 128 }),
});
export type ConfirmationMail = Static<typeof ConfirmationMail>;
