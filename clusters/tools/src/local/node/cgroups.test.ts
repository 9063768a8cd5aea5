import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { missingControllers } from './cgroups.ts';

async function folder(...names: string[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'cgroups-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const name of names) await mkdir(join(root, name));
  return root;
}

it('misses no controller where each has a hierarchy of version 1, and leaves nothing there', async () => {
  const root = await folder('cpu', 'cpuset', 'memory', 'pids');
  expect(missingControllers(root)).toEqual([]);
  expect(await readdir(join(root, 'memory'))).toEqual([]);
});

it('misses controllers without a hierarchy', async () => {
  expect(missingControllers(await folder('cpu', 'cpuset', 'pids'))).toEqual(['memory']);
});

it('reads the controllers of version 2 from the one hierarchy that there is', async () => {
  const root = await folder();
  await writeFile(join(root, 'cgroup.controllers'), 'cpuset cpu io memory\n');
  expect(missingControllers(root)).toEqual(['pids']);
});
