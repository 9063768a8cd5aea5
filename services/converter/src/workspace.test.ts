import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWorkspace } from './workspace.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'workspace-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('removes the folder of a job, whether the work succeeds or fails', async () => {
  const workspace = await openWorkspace(directory);
  const used: string[] = [];
  const work = async (folder: string) => {
    used.push(folder);
    await writeFile(join(folder, 'video'), 'bytes');
  };
  await workspace.withFolder(work);
  const failing = workspace.withFolder(async folder => {
    await work(folder);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  const own = dirname(used[0] ?? '');
  expect(new Set(used).size).toBe(2);
  expect(await readdir(own)).toEqual([]);
  await workspace.close();
  expect(await readdir(directory)).toEqual([]);
});

it('sweeps the folders of dead processes and leaves everything else alone', async () => {
  const neighbour = await openWorkspace(directory);
  await neighbour.withFolder(async folder => {
    const alive = basename(dirname(folder));
    const earlierOfSameId = `${process.pid}-1`;
    const gone = '999999999-5';
    for (const name of [earlierOfSameId, gone, 'something-else'])
      await mkdir(join(directory, name, 'job-a'), { recursive: true });
    await openWorkspace(directory);
    expect((await readdir(directory)).sort()).toEqual([alive, 'something-else'].sort());
    expect(await readdir(folder)).toEqual([]);
  });
});
