import type {
  ConfirmationMail,
  Preferences,
  PreferencesUpdate,
  PushEndpoint,
  PushSubscription,
} from '@vc/contracts/notification-api.ts';
import { createServiceClient, type ServiceAddress } from '@vc/kit/service-client.ts';

/** The internal API of `notification`, a function a call. */
export type NotificationClient = ReturnType<typeof createNotificationClient>;

export function createNotificationClient(address: ServiceAddress) {
  const { call } = createServiceClient(address);
  return {
    readPreferences: (user: string) => call<Preferences>('GET', `/users/${user}/preferences`),
    updatePreferences: (user: string, update: PreferencesUpdate) =>
      call<Preferences>('PUT', `/users/${user}/preferences`, update),
    subscribePush: (user: string, subscription: PushSubscription) =>
      call<void>('PUT', `/users/${user}/push-subscriptions`, subscription),
    unsubscribePush: (user: string, endpoint: PushEndpoint) =>
      call<void>('DELETE', `/users/${user}/push-subscriptions`, endpoint),
    sendConfirmation: (user: string, mail: ConfirmationMail) =>
      call<void>('POST', `/users/${user}/confirmation-mails`, mail),
  };
}
