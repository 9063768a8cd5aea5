import type { BrowserContext } from 'playwright-core';

/** The service worker of the page, by the DevTools protocol: also while no tab is open. */
export type ServiceWorkers = {
  /** Hands it a decrypted push message, as a browser does that got one. */
  push(origin: string, data: string): Promise<void>;
  /** Clicks the notification that it shows, and returns what it opens then. */
  click(): Promise<string>;
};

/** From an empty tab, which stays open. */
export async function openServiceWorkers(context: BrowserContext): Promise<ServiceWorkers> {
  const session = await context.newCDPSession(await context.newPage());
  const registered = new Promise<string>(resolve =>
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) resolve(registrations[0].registrationId);
    }),
  );
  await session.send('ServiceWorker.enable');
  const registrationId = await registered;
  return {
    async push(origin, data) {
      await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    },
    async click() {
      const [worker] = context.serviceWorkers();
      if (!worker) throw new Error('there is no service worker');
      return await worker.evaluate(async () => {
        const scope = self as unknown as ServiceWorkerGlobalScope;
        const opened = Promise.withResolvers<string>();
        // A browser opens a window for who clicked; no script can click.
        Object.defineProperty(scope.clients, 'openWindow', {
          value: async (url: string) => opened.resolve(url),
        });
        const [notification] = await scope.registration.getNotifications();
        if (!notification) throw new Error('there is no notification');
        scope.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
        return await opened.promise;
      });
    },
  };
}
