import {
  Preferences,
  PreferencesUpdate,
  PushEndpoint,
  PushSubscription,
} from '@vc/contracts/notification-api.ts';
import type { Server } from '@vc/kit/server.ts';
import { Type } from 'typebox';
import type { NotificationClient } from '../notification-client.ts';
import { bearer, problems } from '../schemas.ts';

/** How the user wants to be told: channels, webhook, browsers. */
export function notificationRoutes(
  app: Server,
  { notification }: { notification: Omit<NotificationClient, 'sendConfirmation'> },
): void {
  app.get(
    '/me/notifications',
    {
      schema: {
        summary: 'My channels.',
        security: bearer,
        response: { 200: Preferences, ...problems(401) },
      },
    },
    request => notification.readPreferences(request.user.sub),
  );

  app.put(
    '/me/notifications',
    {
      schema: {
        summary: 'Change my channels; a new webhook URL answers its secret, once.',
        security: bearer,
        body: PreferencesUpdate,
        response: { 200: Preferences, ...problems(400, 401, 403, 413, 415, 422) },
      },
    },
    request => notification.updatePreferences(request.user.sub, request.body),
  );

  app.put(
    '/me/push-subscriptions',
    {
      schema: {
        summary: 'Tell me in this browser.',
        security: bearer,
        body: PushSubscription,
        response: { 204: Type.Null(), ...problems(400, 401, 403, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      await notification.subscribePush(request.user.sub, request.body);
      return reply.status(204).send(null);
    },
  );

  app.delete(
    '/me/push-subscriptions',
    {
      schema: {
        summary: 'Tell me in this browser no longer.',
        security: bearer,
        body: PushEndpoint,
        response: { 204: Type.Null(), ...problems(400, 401, 403, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      await notification.unsubscribePush(request.user.sub, request.body);
      return reply.status(204).send(null);
    },
  );
}
