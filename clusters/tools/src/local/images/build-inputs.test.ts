import { chmod, mkdir, mkdtemp, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { filesBelow, keyOf, writeContext } from './build-inputs.ts';

it('has another key when a file, a name or what is below changes, and the same whatever the order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'build-inputs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch');
  await writeFile(join(folder, 'sub/file'), 'content');
  const inputs = await filesBelow(folder);
  const key = await keyOf(inputs, ['base-1']);

  expect(await keyOf(inputs.toReversed(), ['base-1'])).toBe(key);
  expect(await keyOf(inputs, ['base-2'])).not.toBe(key);
  expect(await keyOf(await filesBelow(folder, 'elsewhere'), ['base-1'])).not.toBe(key);
  await writeFile(join(folder, 'sub/file'), 'changed');
  expect(await keyOf(inputs, ['base-1'])).not.toBe(key);
});

it('takes the word for files that never change under their name', async () => {
  const program = { path: 'programs/helm', file: '/nowhere/helm-1', identity: 'helm-1' };
  const key = await keyOf([program], []);
  expect(await keyOf([{ ...program, identity: 'helm-2' }], [])).not.toBe(key);
});

it('copies links as links, and sees where they lead and what may be run', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'build-inputs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const source = join(folder, 'source');
  await mkdir(source);
  await writeFile(join(source, 'confine.sh'), '#!/bin/sh');
  await symlink('confine.sh', join(source, 'ffmpeg'));
  const inputs = await filesBelow(source);
  await writeContext(inputs, join(folder, 'context'));
  expect(await readlink(join(folder, 'context/ffmpeg'))).toBe('confine.sh');

  const key = await keyOf(inputs, []);
  await chmod(join(source, 'confine.sh'), 0o755);
  const executable = await keyOf(inputs, []);
  expect(executable).not.toBe(key);
  await rm(join(source, 'ffmpeg'));
  await symlink('other.sh', join(source, 'ffmpeg'));
  expect(await keyOf(inputs, [])).not.toBe(executable);
});
