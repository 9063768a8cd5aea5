import type { BrowserContext } from 'playwright-core';

/** What a push service gives a browser: where it is reached, and the keys to encrypt for it. */
export type Subscription = { endpoint: string; keys: { p256dh: string; auth: string } };

/** Puts a push service of the test in the place of the browser's own, which would be somewhere in the internet. */
export async function replaceSubscribe(
  context: BrowserContext,
  subscription: Subscription,
): Promise<{ options(): unknown }> {
  let options: unknown;
  await context.exposeBinding('tellSubscribed', (_source, given: unknown) => {
    options = given;
  });
  await context.addInitScript(made => {
    const KEY = 'subscription of the test';
    const found = () => ({
      endpoint: made.endpoint,
      toJSON: () => made,
      unsubscribe: async () => {
        localStorage.removeItem(KEY);
        return true;
      },
    });
    const replacement = {
      async getSubscription() {
        return localStorage.getItem(KEY) ? found() : null;
      },
      async subscribe(given: unknown) {
        (globalThis as unknown as { tellSubscribed(given: unknown): void }).tellSubscribed(given);
        localStorage.setItem(KEY, 'yes');
        return found();
      },
    };
    if ('PushManager' in globalThis) Object.assign(PushManager.prototype, replacement);
  }, subscription);
  return { options: () => options };
}
