import { generate } from 'otplib';
import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { newAccount } from './support/account.ts';
import { useBrowser } from './support/browser.ts';

const browser = useBrowser();

test('two-factor: switched on by a QR code, signed in with a recovery code, and off again', async () => {
  const account = await newAccount();
  const { page } = await browser.visit({ as: account, path: '/#/settings' });
  const settings = page.getByRole('article', { name: 'Two-factor authentication' });
  await settings.getByText('Switch it on').click();
  await settings.getByLabel('Current password').fill(account.password);
  const begun = page.waitForResponse(answer => answer.url().endsWith('/me/totp'));
  await settings.getByRole('button', { name: 'Continue' }).click();
  const { uri, secret } = (await (await begun).json()) as { uri: string; secret: string };

  const drawing = settings.getByRole('img', { name: 'QR code' }).locator('path');
  expect(await drawing.getAttribute('d')).toBe(pathOf(uri));
  await settings.getByText(secret).waitFor(); // for who cannot scan

  await settings.getByRole('textbox', { name: 'Code' }).fill('000000');
  await settings.getByRole('button', { name: 'Switch two-factor on' }).click();
  await settings.getByRole('alert').getByText('The code does not match').waitFor();
  await settings.getByRole('textbox', { name: 'Code' }).fill(await generate({ secret }));
  await settings.getByRole('button', { name: 'Switch two-factor on' }).click();
  await settings.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
  const codes = await settings.locator('.recovery-codes code').allTextContents();
  expect(codes.length).toBeGreaterThan(5);
  await settings.getByRole('button', { name: 'I have kept them' }).click();
  expect(await page.locator('body').innerText()).not.toContain(codes[0]);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('Type the code').waitFor();
  await page.getByLabel('Code').fill(codes[0] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await settings.getByText('On: signing in asks for a code').waitFor();

  await settings.getByText('Switch it off').click();
  await settings.getByLabel('Current password').fill(account.password);
  await settings.getByRole('textbox', { name: 'Code' }).fill(codes[1] ?? '');
  await settings.getByRole('button', { name: 'Switch two-factor off' }).click();
  await settings.getByText('Off: whoever has your password is in').waitFor();
});

/** The dark modules of a QR code, as the page draws them. */
function pathOf(text: string): string {
  const { data } = encode(text, { border: 4 });
  return data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : []))).join('');
}

test('a changed password signs out, and only the new one signs in', async () => {
  const account = await newAccount();
  const { page } = await browser.visit({ as: account, path: '/#/settings' });
  const settings = page.getByRole('article', { name: 'Password' });
  await settings.getByLabel('Current password').fill('wrong');
  await settings.getByLabel('New password').fill('another horse battery');
  await settings.getByRole('button', { name: 'Change password' }).click();
  await settings.getByRole('alert').waitFor();
  await settings.getByLabel('Current password').fill(account.password);
  await settings.getByRole('button', { name: 'Change password' }).click();

  await page.getByText('Your password is changed: sign in with the new one.').waitFor();
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('wrong').waitFor();
  await page.getByLabel('Password').fill('another horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
});

test('a session that ends elsewhere leads back to the form that signs in', async () => {
  const account = await newAccount();
  const { page, context } = await browser.visit({ as: account });
  await page.getByText('Nothing here yet').waitFor();
  await context.clearCookies();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('Your session has ended: sign in again.').waitFor();
});

test('a webhook is set, shows its secret once, and is removed', async () => {
  const { page } = await browser.visit({ as: await newAccount(), path: '/#/settings' });
  const settings = page.getByRole('region', { name: 'Webhook' });
  await settings.getByLabel('URL').fill('http://example.org/hook');
  await settings.getByRole('button', { name: 'Save webhook' }).click();
  await settings.getByRole('alert').getByText('must begin with https').waitFor();
  await settings.getByLabel('URL').fill('https://example.org/hook');
  await settings.getByRole('button', { name: 'Save webhook' }).click();
  await settings.getByText(/^whsec_/).waitFor();
  await page.reload();
  await settings.getByText('https://example.org/hook').waitFor();
  expect(await settings.getByText(/^whsec_/).count()).toBe(0);
  await settings.getByRole('button', { name: 'Remove' }).click();
  await settings.getByLabel('URL').waitFor();
  await page.reload();
  await settings.getByLabel('URL').waitFor();
});

test('mail is switched off and stays off', async () => {
  const { page } = await browser.visit({ as: await newAccount(), path: '/#/settings' });
  const mail = page.getByRole('switch', { name: 'E-mail' });
  await mail.uncheck();
  await expect.poll(() => mail.isEnabled()).toBe(true);
  await page.reload();
  await mail.waitFor();
  await expect.poll(() => mail.isChecked()).toBe(false);
});
