import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { afterAll, expect, it } from 'vitest';
import { keepResult } from './kept-result.ts';

const folder = await createTemporaryDirectory();
afterAll(() => removeDirectory(folder));

it('makes a result once for the same inputs, and anew for others', async () => {
  let made = 0;
  const make = async () => ({ made: ++made });
  expect(await keepResult(folder, ['a'], make)).toEqual({ made: 1 });
  expect(await keepResult(folder, ['a'], make)).toEqual({ made: 1 });
  expect(await keepResult(folder, ['b'], make)).toEqual({ made: 2 });
});

it('keeps no failure', async () => {
  const failing = keepResult(folder, ['c'], () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await keepResult(folder, ['c'], async () => 'yes')).toBe('yes');
});
