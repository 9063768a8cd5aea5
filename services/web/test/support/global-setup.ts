import { ensureChromium } from '@vc/local/chromium.ts';
import { freePort } from '@vc/local/native/free-port.ts';
import { buildPage } from '@vc/local/page.ts';
import { createProgress } from '@vc/local/progress.ts';
import { startTestProduct } from '@vc/local/testing/product.ts';
import type { TestProject } from 'vitest/node';
import './provided.ts';

/** Builds the page, and runs the whole product for all files of tests but those that break it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const progress = createProgress();
  const chromium = await ensureChromium(progress);
  const pageDirectory = await buildPage(progress);
  const pushPort = await freePort();
  const product = await startTestProduct({
    gateway: { PAGE_DIR: pageDirectory },
    notification: { OUTBOUND_ALLOW: `127.0.0.1:${pushPort}` },
  });
  project.provide('page', {
    url: product.url,
    chromium,
    pushPort,
    vapidPublicKey: product.secrets.vapid.publicKey,
  });
  return product.remove;
}
