import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';

/** Pixels that those ask for who show icons: the manifest's, and iOS's on the home screen. */
const ICONS = { 'icon-192.png': 192, 'icon-512.png': 512, 'apple-touch-icon.png': 180 };

/** Draws `icon.svg` as the PNGs beside it, without rounded corners: whoever shows them cuts their own. */
export async function drawIcons(browser: Browser, directory: string): Promise<void> {
  const drawing = (await readFile(join(directory, 'icon.svg'), 'utf8')).replace(/ rx="\d+"/, '');
  for (const [name, size] of Object.entries(ICONS)) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100%}</style>${drawing}`);
    await page.screenshot({ path: join(directory, name) });
    await page.close();
  }
}
