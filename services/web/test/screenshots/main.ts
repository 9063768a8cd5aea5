/** `npm run screenshots`: the page as the README shows it, from the product as it runs here, and the icons from their drawing. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from '@vc/local/chromium.ts';
import { buildPage } from '@vc/local/page.ts';
import { createProgress } from '@vc/local/progress.ts';
import { exitWith } from '@vc/local/setup-error.ts';
import { startTestProduct } from '@vc/local/testing/product.ts';
import { chromium } from 'playwright-core';
import { drawIcons } from './icons.ts';
import { takeScreenshots } from './scenes.ts';

const web = fileURLToPath(new URL('../..', import.meta.url));
const progress = createProgress();

await takeAll().catch(exitWith);

async function takeAll(): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const executablePath = await ensureChromium(progress);
  const pageDirectory = await buildPage(progress);
  const product = await progress.step('product', () =>
    startTestProduct({ gateway: { PAGE_DIR: pageDirectory } }),
  );
  opened.defer(() => product.remove());
  const browser = await chromium.launch({ executablePath });
  opened.defer(() => browser.close());
  await progress.step('icons', () => drawIcons(browser, join(web, 'public')));
  await progress.step('screenshots', () =>
    takeScreenshots(browser, {
      url: product.url,
      directory: join(web, 'images'),
      workDirectory: product.directory,
    }),
  );
}
