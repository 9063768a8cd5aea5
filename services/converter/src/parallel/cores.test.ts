import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { countCores } from './cores.ts';

/** Counts on a machine of eight cores whose control group has these files. */
async function count(files: Record<string, string>): Promise<number> {
  const groups = await mkdtemp(join(tmpdir(), 'cores-'));
  onTestFinished(() => rm(groups, { recursive: true }));
  await mkdir(join(groups, 'cpu'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(groups, name), content);
  return countCores(groups, 8);
}

it.each([
  ['no control group', {}, 8],
  ['version 2 without a limit', { 'cpu.max': 'max 100000\n' }, 8],
  ['version 2 with two and a half cores', { 'cpu.max': '250000 100000\n' }, 2],
  ['version 2 with half a core', { 'cpu.max': '50000 100000\n' }, 1],
  ['version 2 with more than there are', { 'cpu.max': '1600000 100000\n' }, 8],
  ['version 1 without a limit', { 'cpu/cpu.cfs_quota_us': '-1\n', 'cpu/cpu.cfs_period_us': '100000\n' }, 8],
  [
    'version 1 with three cores',
    { 'cpu/cpu.cfs_quota_us': '300000\n', 'cpu/cpu.cfs_period_us': '100000\n' },
    3,
  ],
])('%s', async (_what, files, cores) => {
  expect(await count(files)).toBe(cores);
});
