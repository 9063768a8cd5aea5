import type { PushPayload } from '@vc/contracts/notification-payload.ts';
import { type HttpSink, startHttpSink } from '@vc/local/testing/http-sink.ts';
import { createBrowser, readVapid } from '@vc/local/testing/push-browser.ts';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { newAccount } from './support/account.ts';
import { useBrowser } from './support/browser.ts';
import { openServiceWorkers } from './support/service-workers.ts';
import { replaceSubscribe } from './support/subscription.ts';
import { sampleAs } from './support/videos.ts';
import { chooseFiles, rowOf, waitForState } from './support/visitor.ts';

const browser = useBrowser();
let pushService: HttpSink;
beforeAll(async () => {
  pushService = await startHttpSink(inject('page').pushPort);
});
afterAll(() => pushService?.close());

/** The switch for this browser. */
async function switchPushOn(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('switch', { name: 'Push in this browser' }).check();
  await page.getByText('One browser of yours is subscribed').waitFor();
}

/** What `notification` has sent to a path of the push service. */
async function receivedAt(path: string) {
  await expect.poll(() => pushService.received(path).length).toBe(1);
  const [received] = pushService.received(path);
  if (!received) throw new Error('nothing was received');
  return received;
}

async function shownNotifications(context: BrowserContext) {
  const [worker] = context.serviceWorkers();
  return await worker?.evaluate(async () => {
    const shown = await (self as unknown as ServiceWorkerGlobalScope).registration.getNotifications();
    return shown.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
  });
}

test('a push comes while the tab is closed, says which file is ready, and opens it', async () => {
  const { url, vapidPublicKey } = inject('page');
  const { page, context } = await browser.visit({ as: await newAccount(), path: '/nothing' });
  await context.grantPermissions(['notifications']);
  const keys = createBrowser();
  const subscription = await replaceSubscribe(context, {
    endpoint: `${pushService.url}/ada`,
    keys: keys.keys,
  });
  await page.goto('/');
  await switchPushOn(page);
  expect(subscription.options()).toEqual({ userVisibleOnly: true, applicationServerKey: vapidPublicKey });

  const workers = await openServiceWorkers(context);
  await page.getByRole('link', { name: 'Convert', exact: true }).click();
  await chooseFiles(page, await sampleAs('holiday.mp4'));
  await waitForState(page, 'holiday.mp4', 'Ready');
  await page.close();

  const { headers, body } = await receivedAt('/ada');
  expect(readVapid(headers.authorization)).toMatchObject({
    publicKey: vapidPublicKey,
    claims: { aud: pushService.url, exp: expect.any(Number) },
  });
  const payload = keys.decrypt(body) as PushPayload;
  expect(payload).toMatchObject({ title: 'Your MP3 is ready', body: 'holiday.mp4', status: 'completed' });

  const { title, fid } = payload;
  // A browser that is busy may drop one; a push service delivers again, and what comes twice shows once.
  const pushUntilShown = async () => {
    const shown = await shownNotifications(context);
    if (shown?.length === 0) await workers.push(url, JSON.stringify(payload));
    return shown;
  };
  await expect
    .poll(pushUntilShown, { interval: 1_000 })
    .toEqual([{ title, body: 'holiday.mp4', tag: fid, data: { fid } }]);

  const opened = await workers.click();
  expect(opened).toBe(`${url}/#/jobs/${fid}`);
  const tab = await context.newPage();
  await tab.goto(opened);
  await expect
    .poll(() => tab.evaluate(() => document.activeElement?.querySelector('h3')?.textContent))
    .toBe('holiday.mp4');
  await rowOf(tab, 'holiday.mp4').getByRole('link', { name: 'Download' }).waitFor();
});

test('who signs out is not told in this browser any more', async () => {
  const { page, context } = await browser.visit({ as: await newAccount(), path: '/nothing' });
  await context.grantPermissions(['notifications']);
  await replaceSubscribe(context, { endpoint: `${pushService.url}/bob`, keys: createBrowser().keys });
  await page.goto('/');
  await switchPushOn(page);
  await page.reload();
  await page.getByText('One browser of yours is subscribed').waitFor();
  // The browser is asked for its subscription meanwhile.
  const pushSwitch = page.getByRole('switch', { name: 'Push in this browser' });
  await expect.poll(() => pushSwitch.isChecked()).toBe(true);

  const unsubscribed = page.waitForRequest(
    request => request.method() === 'DELETE' && request.url().endsWith('/me/push-subscriptions'),
  );
  await page.getByRole('button', { name: 'Sign out' }).click();
  expect((await unsubscribed).postDataJSON()).toEqual({ endpoint: `${pushService.url}/bob` });
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('where push cannot work, the page says why', async () => {
  const { page } = await browser.visit({ as: await newAccount(), path: '/nothing' });
  await page.addInitScript(() => {
    Object.defineProperty(window, 'isSecureContext', { value: false });
  });
  await page.goto('/#/settings');
  await page.getByText('Browsers allow push only on pages that come by HTTPS').waitFor();
  expect(await page.getByRole('switch', { name: 'Push in this browser' }).isDisabled()).toBe(true);
});
