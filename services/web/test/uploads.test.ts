import { rm } from 'node:fs/promises';
import { createTemporaryDirectory } from '@vc/local/temporary-directory.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newAccount } from './support/account.ts';
import { useBrowser } from './support/browser.ts';
import { slowDown } from './support/network.ts';
import { makeLongVideo, makeSilentVideo, sampleAs } from './support/videos.ts';
import { chooseFiles, rowOf, waitForState } from './support/visitor.ts';

const browser = useBrowser();
let directory: string;
beforeAll(async () => {
  directory = await createTemporaryDirectory();
});
afterAll(() => rm(directory, { recursive: true }));

test('uploads go two at a time, tell how far they are, and make room when they are canceled', async () => {
  const { page } = await browser.visit({ as: await newAccount() });
  await slowDown(page, 100_000); // bytes a second: the sample takes ten seconds
  await chooseFiles(page, await Promise.all(['a.mp4', 'b.mp4', 'c.mp4'].map(name => sampleAs(name))));
  await waitForState(page, 'a.mp4', /^[1-9]\d? %$/);
  await waitForState(page, 'b.mp4', /^\d+ %$/);
  await waitForState(page, 'c.mp4', 'Queued');
  await rowOf(page, 'a.mp4')
    .getByText(/^[\d.]+ [kM]?B of [\d.]+ [kM]B · [\d.]+ kB\/s · about \d+ s left$/)
    .waitFor();

  await rowOf(page, 'a.mp4').getByRole('button', { name: 'Cancel' }).click();
  await waitForState(page, 'c.mp4', /^\d+ %$/);
  await rowOf(page, 'b.mp4').getByRole('button', { name: 'Cancel' }).click();
  await waitForState(page, 'c.mp4', 'Ready');
  expect(await page.getByRole('listitem').count()).toBe(1);
});

test('a file that is dropped anywhere is uploaded', async () => {
  const { page } = await browser.visit({ as: await newAccount() });
  await page.getByText('Nothing here yet').waitFor();
  const { name, buffer } = await sampleAs('dropped.mp4');
  const files = await page.evaluateHandle(
    ([bytes, fileName]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.fromBase64(bytes)], fileName));
      return transfer;
    },
    [buffer.toString('base64'), name] as const,
  );
  await page.locator('header').dispatchEvent('dragover', { dataTransfer: files });
  await page.getByText('Let go to upload').waitFor();
  await page.locator('header').dispatchEvent('drop', { dataTransfer: files });
  await waitForState(page, 'dropped.mp4', 'Ready');
});

test('a file that is no video is refused with a sentence and a code', async () => {
  const { page } = await browser.visit({ as: await newAccount() });
  await chooseFiles(page, {
    name: 'notes.mp4',
    mimeType: 'video/mp4',
    buffer: Buffer.from('no video '.repeat(50)),
  });
  await waitForState(page, 'notes.mp4', 'Not uploaded');
  expect(await rowOf(page, 'notes.mp4').locator('code').textContent()).toBe('not-a-video');
  await rowOf(page, 'notes.mp4').getByRole('button', { name: 'Dismiss' }).click();
  await expect.poll(() => rowOf(page, 'notes.mp4').count()).toBe(0);
});

test('a video that cannot be converted fails with a sentence and a code to copy, and can be retried', async () => {
  const { page, context } = await browser.visit({ as: await newAccount() });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await chooseFiles(page, await makeSilentVideo(directory));
  await waitForState(page, 'silent.mp4', 'Failed');
  const row = rowOf(page, 'silent.mp4');
  expect(await row.locator('.error').textContent()).toMatch(/audio|sound/);
  await row.getByRole('button', { name: /^Copy the code no-audio/ }).click();
  await row.getByText('Copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^no-audio [0-9a-f-]{36}$/);

  const retried = page.waitForResponse(answer => answer.url().endsWith('/retry'));
  await row.getByRole('button', { name: 'Retry' }).click();
  expect((await retried).status()).toBe(202);
  await waitForState(page, 'silent.mp4', 'Failed');
});

test('several files are canceled at once, and deleted at once', async () => {
  const { page } = await browser.visit({ as: await newAccount() });
  await chooseFiles(page, await sampleAs('short.mp4'));
  await waitForState(page, 'short.mp4', 'Ready');
  await chooseFiles(page, await makeLongVideo(directory, 3_600));
  await waitForState(page, 'long.mkv', /^(Waiting|Converting \d+ %)$/);
  await page.getByLabel('Select all').check();
  await page.getByRole('group', { name: 'Several files' }).getByRole('button', { name: 'Cancel' }).click();
  await waitForState(page, 'long.mkv', 'Canceled');
  await waitForState(page, 'short.mp4', 'Ready');

  await page.getByRole('group', { name: 'Several files' }).getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 2 files?' });
  await dialog.getByRole('button', { name: 'Keep' }).click();
  expect(await page.getByRole('listitem').count()).toBe(2);
  await page.getByRole('group', { name: 'Several files' }).getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Nothing here yet').waitFor();
});
