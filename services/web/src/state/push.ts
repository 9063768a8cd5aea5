import { ShownError } from '../api/api-error.ts';
import type { NotificationsApi } from '../api/notifications.ts';

/** Push to this browser. */
export type Push = {
  isSubscribed(): Promise<boolean>;
  /**
   * Asks the user, and tells the API where this browser is reached.
   *
   * @param publicKey of the server, base64url
   */
  subscribe(publicKey: string): Promise<void>;
  unsubscribe(): Promise<void>;
};

/** @param registered the service worker that shows what is pushed; undefined where the browser has none */
export function createPush(
  api: Pick<NotificationsApi, 'subscribe' | 'unsubscribe'>,
  registered: Promise<ServiceWorkerRegistration | undefined>,
): Push {
  async function find(): Promise<PushSubscription | null> {
    return (await (await registered)?.pushManager?.getSubscription()) ?? null;
  }

  return {
    isSubscribed: async () => (await find()) !== null,
    async subscribe(publicKey) {
      const isAllowed = (await Notification.requestPermission()) === 'granted';
      if (!isAllowed) throw new ShownError('Push needs your permission to show notifications.');
      const subscription = await (await registered)?.pushManager
        .subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
        .catch(() => undefined);
      if (!subscription) throw new ShownError('The push service of this browser cannot be reached.');
      const { endpoint = '', keys } = subscription.toJSON();
      await api.subscribe({ endpoint, keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } });
    },
    async unsubscribe() {
      const subscription = await find();
      if (!subscription) return;
      await api.unsubscribe(subscription.endpoint);
      await subscription.unsubscribe();
    },
  };
}
