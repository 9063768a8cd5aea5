import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { filesBelow, keyOf } from './build-inputs.ts';

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
