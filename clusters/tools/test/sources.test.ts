import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentProgress } from '@vc/local/progress.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ensureSources } from '../src/source-cache.ts';

const MODULE = fileURLToPath(new URL('../go/sources', import.meta.url));
const work = await createTemporaryDirectory();
afterAll(() => removeDirectory(work));

it('has the chart of the load balancer controller in the version that its tag names', async () => {
  const sources = await ensureSources(silentProgress);
  const source = sources.find(({ name }) => name === 'aws-load-balancer-controller');
  const chart = await readFile(join(source?.folder ?? '', 'helm', source?.name ?? '', 'Chart.yaml'), 'utf8');
  const { version } = parse(chart) as { version: string };
  expect(`v${version}`).toBe(source?.revision);
});

it('refuses files of another checksum', async () => {
  for (const file of ['go.mod', 'go.sum']) {
    const text = await readFile(join(MODULE, file), 'utf8');
    // Still base64 of as many bytes.
    await writeFile(join(work, file), text.replace(/(argo-cd\S* v3\.6\.1 h1:)..../, '$1AAAA'));
  }
  const cache = join(work, 'cache');
  await expect(ensureSources(silentProgress, { module: work, cache })).rejects.toThrow(
    'github.com/argoproj/argo-cd/v3@v3.6.1 is not what go.sum has the checksum of',
  );
  // Nothing of what failed is left to be taken for whole.
  await expect(readFile(join(cache, 'fetching'))).rejects.toThrow('ENOENT');
});
