import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mountSmallDisk } from '../../instruments/small-disk.ts';

it('is full when it was filled, has room again when it was emptied, and vanishes', async () => {
  const disk = await mountSmallDisk(2);
  const { directory } = disk;
  const file = join(directory, 'file');
  await writeFile(file, 'before');
  expect(await disk.fill()).toBeGreaterThan(1_900_000);
  expect(await disk.free()).toBe(0);
  await expect(writeFile(join(directory, 'more'), Buffer.alloc(5_000))).rejects.toThrow('ENOSPC');
  await disk.empty();
  expect(await disk.free()).toBeGreaterThan(1_900_000);
  expect(await readFile(file, 'utf8')).toBe('before');
  expect(await readFile('/proc/mounts', 'utf8')).not.toContain('vc-small-disk');
  await disk[Symbol.asyncDispose]();
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});
