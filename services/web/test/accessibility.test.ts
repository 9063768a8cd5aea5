import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Account, newAccount } from './support/account.ts';
import { useBrowser } from './support/browser.ts';
import { sampleAs } from './support/videos.ts';
import { chooseFiles, rowOf, waitForState } from './support/visitor.ts';

const browser = useBrowser();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with the page as it is now. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** Whether there is something to scroll to on the right. */
const isWiderThanScreen = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

let account: Account | undefined;

test.each<[string, BrowserContextOptions]>([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['360 px', { colorScheme: 'light', viewport: { width: 360, height: 640 }, hasTouch: true }],
])('in %s every view is accessible and fits the screen', async (_name, options) => {
  const { page } = await browser.visit({ ...options, reducedMotion: 'reduce' });
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const check = async (view: string) => {
    expect(await violationsOf(page), view).toEqual([]);
    expect(await isWiderThanScreen(page), view).toBe(false);
  };
  await check('sign in');
  await page.getByRole('link', { name: 'What happens to my video when' }).click();
  await page.getByRole('heading', { name: '… my connection breaks' }).waitFor();
  await check('what happens');
  await page.getByRole('link', { name: 'Video converter' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();

  account ??= await newAccount();
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const name = 'a file name that goes on and on_without_a_place_to_break_it_for_a_whole_while.mp4';
  await chooseFiles(page, [
    await sampleAs(name),
    { name: 'text.mp4', mimeType: 'video/mp4', buffer: Buffer.from('no video '.repeat(50)) },
  ]);
  await waitForState(page, 'text.mp4', 'Not uploaded');
  await rowOf(page, name).getByText('Ready', { exact: true }).first().waitFor();
  await rowOf(page, name).getByRole('button', { name: 'Play' }).first().click();
  await check('files');
  await rowOf(page, name).getByRole('button', { name: 'Delete' }).first().click();
  await page.getByRole('dialog').waitFor();
  await check('dialogue');
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: 'Settings' }).click();
  const twoFactor = page.getByRole('article', { name: 'Two-factor authentication' });
  await twoFactor.getByText('Switch it on').click();
  await twoFactor.getByLabel('Current password').fill(account.password);
  await twoFactor.getByRole('button', { name: 'Continue' }).click();
  await twoFactor.getByRole('img').waitFor();
  await page.getByRole('switch', { name: 'E-mail' }).waitFor();
  await check('settings');
});

test('everything works by keyboard alone', async () => {
  const { page } = await browser.visit();
  const { email, password } = await newAccount();
  // Waited for from now on: a dialogue that nobody waits for is canceled at once.
  const chosen = page.waitForEvent('filechooser', { timeout: 0 });
  /** Presses Tab until something is focused, as a person would who sees where the focus is. */
  const tabTo = async (name: string | RegExp) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const element = document.activeElement;
        return (
          (element?.getAttribute('aria-label') ?? element?.textContent) || element?.getAttribute('name') || ''
        );
      });
      if (typeof name === 'string' ? focused.trim() === name : name.test(focused)) return;
    }
    throw new Error(`Tab never leads to ${name}`);
  };
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await tabTo('email');
  await page.keyboard.type(email);
  await tabTo('password');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.getByText('Nothing here yet').waitFor();

  await tabTo('Skip to content');
  await page.keyboard.press('Enter');
  await tabTo('Choose videos');
  await page.keyboard.press('Enter');
  const chooser = await chosen;
  await chooser.setFiles(await sampleAs('keys.mp4'));
  await waitForState(page, 'keys.mp4', 'Ready');
  await expect.poll(() => page.getByRole('status').allTextContents()).toContain('keys.mp4 is ready.');

  await tabTo('Download keys.mp4 as MP3');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toBe('keys.mp3');
  await tabTo('Delete keys.mp4');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  // Closed is not gone: nobody but a robot presses Enter in between.
  await expect.poll(() => page.locator('dialog').count()).toBe(0);
  await page.keyboard.press('Enter'); // the focus is back where it was
  await page.getByRole('dialog').waitFor();
  await tabTo('Delete');
  await page.keyboard.press('Enter');
  await page.getByText('Nothing here yet').waitFor();
});
