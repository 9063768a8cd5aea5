import { existsSync, statSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { copyByLinks, shareFiles } from './linked-copy.ts';

const LAYER = 'io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs/etc/passwd';
const DATABASES = [
  'io.containerd.metadata.v1.bolt/meta.db',
  'io.containerd.snapshotter.v1.overlayfs/metadata.db',
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linked-copy-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

it('copies what containerd has unpacked without taking space', async () => {
  const { from, to } = await copy();
  expect(inode(join(to, LAYER))).toBe(inode(join(from, LAYER)));
});

it('keeps the two apart: what one writes, makes or removes is not seen by the other', async () => {
  const { from, to } = await copy();
  for (const database of DATABASES) await appendFile(join(to, database), ', of the copy');
  await rm(join(to, LAYER));
  for (const database of DATABASES) expect(await readFile(join(from, database), 'utf8')).toBe('original');
  expect(await readFile(join(from, LAYER), 'utf8')).toBe('original');
});

it('begins anew where a copy was interrupted', async () => {
  await write('to.unfinished/left-over', 'half');
  const { to } = await copy();
  expect(existsSync(join(to, 'left-over'))).toBe(false);
});

it('shares the files that two folders have, and leaves the others', async () => {
  await write('one/a', 'same');
  await write('one/b', 'of one alone');
  await write('two/a', 'same');
  await write('two/c', 'of two alone');
  await shareFiles(join(folder, 'one'), join(folder, 'two'));
  expect(inode(join(folder, 'one/a'))).toBe(inode(join(folder, 'two/a')));
  expect(await readFile(join(folder, 'one/b'), 'utf8')).toBe('of one alone');
  expect(existsSync(join(folder, 'one/c'))).toBe(false);
  expect(existsSync(join(folder, 'one/a.shared'))).toBe(false);
});

async function copy(): Promise<{ from: string; to: string }> {
  for (const path of [LAYER, ...DATABASES]) await write(`from/${path}`, 'original');
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  await copyByLinks(from, to);
  return { from, to };
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

const inode = (path: string) => statSync(path).ino;
