import { readFile } from 'node:fs/promises';
import type { Job } from '@vc/contracts/job.ts';
import { expect, test } from 'vitest';
import { newAccount } from './support/account.ts';
import { useBrowser } from './support/browser.ts';
import { SAMPLE, sampleAs } from './support/videos.ts';
import { chooseFiles, rowOf, waitForState } from './support/visitor.ts';

const browser = useBrowser();

test('from a new account to an MP3 that is played and downloaded', async () => {
  const { page } = await browser.visit();
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByLabel('E-mail').fill(`new-${Date.now()}@example.org`);
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Create account' }).click();

  await page.getByText('Nothing here yet').waitFor();
  await page.getByLabel('320 kbit/s').check();
  await chooseFiles(page, SAMPLE);
  await waitForState(page, 'bigbuckbunny.mp4', 'Ready');
  const row = rowOf(page, 'bigbuckbunny.mp4');
  expect(await row.innerText()).toMatch(/MP3, 0:05, \d+ kB · 320 kbit\/s/);

  await row.getByRole('button', { name: 'Play' }).click();
  const player = row.locator('audio');
  await expect.poll(() => player.evaluate((it: HTMLAudioElement) => it.duration)).toBeGreaterThan(5);
  // Seeking works only where ranges do.
  await player.evaluate((it: HTMLAudioElement) => {
    it.currentTime = 4;
  });
  await expect
    .poll(() => player.evaluate((it: HTMLAudioElement) => !it.seeking && it.currentTime))
    .toBeGreaterThanOrEqual(4);
  await row.getByRole('button', { name: 'Play' }).click();
  expect(await player.count()).toBe(0);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    row.getByRole('link', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('bigbuckbunny.mp3');
  expect((await readFile(await download.path())).subarray(0, 3).toString()).toBe('ID3');
});

test('several files at once, and the history in another tab and on another machine', async () => {
  const account = await newAccount();
  const { page, context } = await browser.visit({ as: account });
  const names = ['one.mp4', 'zwei.mp4', 'три 🐰.mp4'];
  await chooseFiles(page, await Promise.all(names.map(name => sampleAs(name))));
  for (const name of names) await waitForState(page, name, 'Ready');

  const downloads: string[] = [];
  page.on('download', download => downloads.push(download.suggestedFilename()));
  await page.getByRole('button', { name: 'Download all ready (3)' }).click();
  await expect.poll(() => downloads.toSorted()).toEqual(['one.mp3', 'zwei.mp3', 'три 🐰.mp3']);

  await page.reload();
  for (const name of names) await waitForState(page, name, 'Ready');
  const otherTab = await context.newPage();
  await otherTab.goto('/');
  const { page: otherMachine } = await browser.visit({ as: account });
  for (const elsewhere of [otherTab, otherMachine]) {
    for (const name of names) await waitForState(elsewhere, name, 'Ready');
  }

  // What happens in one shows in the others, without a reload.
  await rowOf(page, 'one.mp4').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  for (const elsewhere of [page, otherTab, otherMachine]) {
    await expect.poll(() => rowOf(elsewhere, 'one.mp4').count()).toBe(0);
    expect(await elsewhere.getByRole('listitem').count()).toBe(2);
  }
});

test('the link of a mail, which comes from somebody else’s page, leads to the file', async () => {
  const { page, context } = await browser.visit({ as: await newAccount() });
  await chooseFiles(page, SAMPLE);
  await waitForState(page, 'bigbuckbunny.mp4', 'Ready');
  const { jobs } = (await (await context.request.get('/jobs')).json()) as { jobs: Job[] };
  const link = new URL(`/download?fid=${jobs[0]?.fid}`, page.url());
  const mail = await context.newPage();
  await mail.setContent(`<a href="${link}">Download it</a>`);
  await mail.getByRole('link').click();
  await expect
    .poll(() => mail.evaluate(() => document.activeElement?.querySelector('h3')?.textContent))
    .toBe('bigbuckbunny.mp4');
});
