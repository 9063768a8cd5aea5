import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { expect, it, onTestFinished } from 'vitest';
import { writeFiles } from './write-files.ts';

it('writes what differs, and leaves alone what does not', async () => {
  const folder = await temporaryFolder();
  const [same, other] = [join(folder, 'same'), join(folder, 'a/b/other')];
  await writeFile(same, 'same');
  const before = await stat(same);
  expect(
    await writeFiles(
      new Map([
        [same, 'same'],
        [other, 'new'],
      ]),
    ),
  ).toEqual([other]);
  expect((await stat(same)).ino).toBe(before.ino);
  expect(await readFile(other, 'utf8')).toBe('new');
});

it('changes nothing, and leaves nothing behind, when one of the files cannot be written', async () => {
  const folder = await temporaryFolder();
  const [first, impossible] = [join(folder, 'first'), join(folder, 'file/below')];
  await writeFile(first, 'before');
  await writeFile(join(folder, 'file'), 'no folder');
  await expect(
    writeFiles(
      new Map([
        [first, 'after'],
        [impossible, ''],
      ]),
    ),
  ).rejects.toThrow();
  expect(await readFile(first, 'utf8')).toBe('before');
  expect((await readdir(folder)).toSorted()).toEqual(['file', 'first']);
});

it('takes the place of what an interrupted run has left behind', async () => {
  const folder = await temporaryFolder();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'a.new'), 'half of it');
  await writeFiles(new Map([[join(folder, 'a'), 'whole']]));
  expect(await readdir(folder)).toEqual(['a']);
});

async function temporaryFolder(): Promise<string> {
  const folder = await createTemporaryDirectory();
  onTestFinished(() => removeDirectory(folder));
  return folder;
}
