import { fileURLToPath } from 'node:url';
import { startTestProduct, type TestProduct } from '@vc/local/testing/product.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newAccount } from './support/account.ts';
import { useBrowser } from './support/browser.ts';
import { slowDown } from './support/network.ts';
import { makeLongVideo, sampleAs } from './support/videos.ts';
import { chooseFiles, rowOf, waitForState } from './support/visitor.ts';

const browser = useBrowser();
const dist = fileURLToPath(new URL('../dist', import.meta.url));

/** Of its own, since its gateway is killed. */
let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({ gateway: { PAGE_DIR: dist } });
});
afterAll(() => product?.remove());

test('an upload that the gateway does not survive goes on by itself, and becomes one job', async () => {
  const { url, services } = product;
  const { page } = await browser.visit({ as: await newAccount(url), url });
  await page.getByText('Nothing here yet').waitFor();
  await slowDown(page, 200_000);
  await chooseFiles(page, await sampleAs('cut.mp4'));
  await waitForState(page, 'cut.mp4', /^[1-9]\d? %$/);
  await services.gateway.kill();
  await waitForState(page, 'cut.mp4', 'Interrupted');
  await services.gateway.start();
  await rowOf(page, 'cut.mp4').getByRole('button', { name: 'Retry now' }).click();
  // The dead upload keeps its place until its lease ends: the page waits, and tries again.
  await rowOf(page, 'cut.mp4').getByText('Ready', { exact: true }).waitFor({ timeout: 120_000 });
  await page.reload();
  await waitForState(page, 'cut.mp4', 'Ready');
  expect(await page.getByRole('listitem').count()).toBe(1);
});

test('a conversion goes on without the gateway, and the page goes on showing it', async () => {
  const { url, services } = product;
  const { page } = await browser.visit({ as: await newAccount(url), url });
  await page.getByText('Nothing here yet').waitFor();
  // Long enough on two quiet cores: a share is told every 5 s.
  await chooseFiles(page, await makeLongVideo(product.directory, 3_600));
  await waitForState(page, 'long.mkv', /^Converting [1-9]\d? %$/);
  await services.gateway.kill();
  await page.getByText('Reconnecting…').waitFor();
  await services.gateway.start();
  await rowOf(page, 'long.mkv').getByText('Ready', { exact: true }).waitFor({ timeout: 120_000 });
  expect(await page.getByText('Reconnecting…').count()).toBe(0);
});
