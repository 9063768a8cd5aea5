import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { afterAll, expect, it } from 'vitest';
import { becomeReady, startInBackground } from './background-process.ts';

const folder = await createTemporaryDirectory();
afterAll(() => removeDirectory(folder));

it('tells which program ended, with the end of its log', async () => {
  const log = join(folder, 'etcd.log');
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  await writeFile(log, lines.join('\n'));

  const started = becomeReady({ name: 'etcd', log, isRunning: () => false, isReady: async () => false });

  await expect(started).rejects.toThrow(
    `etcd ended as soon as it was started. The end of its log, ${log}:\nline 12`,
  );
  await expect(started).rejects.toThrow('line 19');
});

it('starts programs with a log of their own and nothing of our environment', async () => {
  const log = join(folder, 'logs', 'program.log');
  const isRunning = await startInBackground(['sh', '-c', 'echo "at home in <$HOME>"'], log);
  await expect.poll(isRunning).toBe(false);
  expect(await readFile(log, 'utf8')).toBe('at home in <>\n');
});
