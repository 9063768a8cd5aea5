import type { PushPayload } from '@vc/contracts/notification-payload.ts';

// Runs without a tab: shows what is pushed, and opens the page when it is clicked. It keeps no files: without a network there
// is nothing that the page could do.

/** The global object is the worker's, which TypeScript takes for a window. */
const worker = self as unknown as ServiceWorkerGlobalScope;

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', event => event.waitUntil(worker.clients.claim()));

worker.addEventListener('push', event => {
  if (!event.data) return;
  const { title, body, fid } = event.data.json() as PushPayload;
  // A message that comes twice shows once: it has the tag of the first.
  event.waitUntil(
    worker.registration.showNotification(title, { body, tag: fid, icon: '/icon-192.png', data: { fid } }),
  );
});

worker.addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(openJob((event.notification.data as Pick<PushPayload, 'fid'>).fid));
});

/** In a tab of ours that is open, or in a new one. */
async function openJob(fid: string): Promise<void> {
  const url = new URL(`/#/jobs/${fid}`, worker.location.origin).href;
  const [tab] = await worker.clients.matchAll({ type: 'window' });
  if (!tab) {
    await worker.clients.openWindow(url);
    return;
  }
  tab.postMessage({ open: url });
  await tab.focus();
}
