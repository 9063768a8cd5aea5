import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { removeControlGroups } from './control-groups.ts';

it('removes a group with all below it, in every hierarchy, and leaves the others', async () => {
  const root = await mkdtemp(join(tmpdir(), 'control-groups-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const group of ['memory/ours/a/b', 'memory/docker', 'pids/ours', 'ours/c']) {
    await mkdir(join(root, group), { recursive: true });
  }
  await removeControlGroups('ours', root);
  const left = ['memory/ours', 'pids/ours', 'ours'].filter(group => existsSync(join(root, group)));
  expect(left).toEqual([]);
  expect(existsSync(join(root, 'memory/docker'))).toBe(true);
});
