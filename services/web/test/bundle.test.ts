import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

/** What people on slow networks are asked to load: kilobytes of 1000 bytes. */
const MOST_SCRIPT_KB = 40;

test(`the page has at most ${MOST_SCRIPT_KB} kB of JavaScript, compressed`, async () => {
  const files = (await readdir(dist, { recursive: true })).filter(name => name.endsWith('.js.gz'));
  const sizes = await Promise.all(files.map(async name => (await readFile(join(dist, name))).length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(files.length).toBeGreaterThanOrEqual(2); // the page and its service worker
  expect(total).toBeGreaterThan(10_000);
  expect(total).toBeLessThanOrEqual(MOST_SCRIPT_KB * 1000);
});
