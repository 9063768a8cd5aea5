import { expect, test } from 'vitest';
import { newAccount } from './support/account.ts';
import { useBrowser } from './support/browser.ts';
import { sampleAs } from './support/videos.ts';
import { chooseFiles, waitForState } from './support/visitor.ts';

const browser = useBrowser();

test('two users never see each other’s files, not even in the same browser', async () => {
  const [ada, bob] = await Promise.all([newAccount(), newAccount()]);
  const { page: adas } = await browser.visit({ as: ada });
  const { page: bobs } = await browser.visit({ as: bob });
  await bobs.getByText('Nothing here yet').waitFor();
  await chooseFiles(adas, await sampleAs('secret.mp4'));
  await waitForState(adas, 'secret.mp4', 'Ready');
  // What bob is told comes by the same stream: after his own file is there, nothing of hers was.
  await chooseFiles(bobs, await sampleAs('his.mp4'));
  await waitForState(bobs, 'his.mp4', 'Ready');
  expect(await bobs.locator('body').innerText()).not.toContain('secret');
  expect(await bobs.getByRole('listitem').count()).toBe(1);

  await adas.getByRole('button', { name: 'Sign out' }).click();
  await adas.getByLabel('E-mail').fill(bob.email);
  await adas.getByLabel('Password').fill(bob.password);
  await adas.getByRole('button', { name: 'Sign in' }).click();
  await waitForState(adas, 'his.mp4', 'Ready');
  expect(await adas.locator('body').innerText()).not.toContain('secret');
});

test('a file name is text, whatever it looks like', async () => {
  const { page } = await browser.visit({ as: await newAccount() });
  const name = '<img src=x onerror=alert(1)>.mp4';
  await chooseFiles(page, await sampleAs(name));
  await waitForState(page, name, 'Ready');
  expect(await page.locator('main img').count()).toBe(0);
  await page.reload();
  await waitForState(page, name, 'Ready');
  expect(await page.locator('main img').count()).toBe(0);
});

test('a script that gets into the page does not run', async () => {
  const { page, problems } = await browser.visit();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "run"';
    document.body.append(script);
  });
  expect(await page.title()).toBe('Sign in · Video converter');
  // And the tests would notice: this is what no other test has.
  await expect.poll(() => problems.some(problem => problem.includes('script-src'))).toBe(true);
  problems.length = 0;
});
