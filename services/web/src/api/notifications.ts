import type { Preferences, PreferencesUpdate, PushSubscription } from '@vc/contracts/notification-api.ts';
import type { Call } from './client.ts';

/** The calls on how a user is told. */
export type NotificationsApi = ReturnType<typeof createNotificationsApi>;

export function createNotificationsApi(call: Call) {
  return {
    read: () => call<Preferences>('GET', '/me/notifications'),
    update: (changes: PreferencesUpdate) => call<Preferences>('PUT', '/me/notifications', { body: changes }),
    subscribe: ({ endpoint, keys }: PushSubscription) =>
      call<void>('PUT', '/me/push-subscriptions', { body: { endpoint, keys } }),
    unsubscribe: (endpoint: string) => call<void>('DELETE', '/me/push-subscriptions', { body: { endpoint } }),
  };
}
