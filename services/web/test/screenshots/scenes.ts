import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { slowDown } from '../support/network.ts';
import { makeLongVideo, makeSilentVideo, sampleAs } from '../support/videos.ts';
import { chooseFiles, rowOf, waitForState } from '../support/visitor.ts';

const ACCOUNT = { email: 'ada@example.org', password: 'correct horse battery' };

/** What the README shows: each a state of the page that a user sees. */
export async function takeScreenshots(
  browser: Browser,
  place: { url: string; directory: string; workDirectory: string },
): Promise<void> {
  const { url, directory, workDirectory } = place;
  await mkdir(directory, { recursive: true });
  const visit = async (options: BrowserContextOptions) => {
    const context = await browser.newContext({
      baseURL: url,
      locale: 'en-GB',
      viewport: { width: 900, height: 900 },
      ...options,
    });
    const page = await context.newPage();
    await page.goto('/');
    return page;
  };
  const take = (page: Page, name: string) =>
    page.screenshot({ path: join(directory, `${name}.png`), fullPage: true });

  const page = await visit({ colorScheme: 'light' });
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByLabel('E-mail').fill(ACCOUNT.email);
  await page.getByLabel('Password').fill(ACCOUNT.password);
  await take(page, 'account');
  await page.getByRole('button', { name: 'Create account' }).click();

  await showFiles(page, workDirectory);
  await take(page, 'files');
  const { cookies } = await page.context().storageState();
  const storageState = { cookies, origins: [] };
  const phone = await visit({ colorScheme: 'dark', viewport: { width: 360, height: 740 }, storageState });
  await waitForState(phone, 'Lecture 7.mp4', 'Ready');
  await phone.screenshot({ path: join(directory, 'phone.png') });

  const settings = await visit({ colorScheme: 'light', storageState });
  await settings.getByRole('link', { name: 'Settings' }).click();
  await settings.getByText('Switch it on').click();
  const twoFactor = settings.getByRole('article', { name: 'Two-factor authentication' });
  await twoFactor.getByLabel('Current password').fill(ACCOUNT.password);
  await twoFactor.getByRole('button', { name: 'Continue' }).click();
  await twoFactor.getByRole('img').waitFor();
  await take(settings, 'settings');
}

/** One file of each kind: ready and playing, failed, being converted, on its way. */
async function showFiles(page: Page, workDirectory: string): Promise<void> {
  await page.getByText('Nothing here yet').waitFor();
  const silent = await sampleAs('Silent film.mp4', await makeSilentVideo(workDirectory));
  await chooseFiles(page, [await sampleAs('Lecture 7.mp4'), silent]);
  await waitForState(page, 'Lecture 7.mp4', 'Ready');
  await waitForState(page, 'Silent film.mp4', 'Failed');
  await rowOf(page, 'Lecture 7.mp4').getByRole('button', { name: 'Play' }).click();
  await chooseFiles(page, await makeLongVideo(workDirectory, 3_600, 'Concert in the park.mkv'));
  await waitForState(page, 'Concert in the park.mkv', /^Converting [1-9]\d? %$/);
  await slowDown(page, 100_000);
  await chooseFiles(page, [await sampleAs('Summer holiday.mov'), await sampleAs('Interview.mp4')]);
  await rowOf(page, 'Summer holiday.mov').getByText('left').waitFor();
}
