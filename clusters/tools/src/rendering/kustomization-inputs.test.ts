import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { afterAll, expect, it } from 'vitest';
import { kustomizationInputs } from './kustomization-inputs.ts';

const root = await createTemporaryDirectory();
afterAll(() => removeDirectory(root));

const FILES = {
  'overlay/kustomization.yaml':
    'resources: [../base, object.yaml, "https://git.example//a"]\ncomponents: [../filled]\n',
  'overlay/object.yaml': '',
  'overlay/patches/patch.yaml': '',
  'base/kustomization.yaml': 'resources: [../deeper]\n',
  'deeper/kustomization.yaml': '',
  'filled/kustomization.yaml': '',
  'beside/object.yaml': '',
};
for (const [path, content] of Object.entries(FILES)) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

it('knows all files of a kustomization, and of what it builds upon', async () => {
  const inputs = await kustomizationInputs(join(root, 'overlay'));
  const expected = Object.keys(FILES).filter(path => !path.startsWith('beside/'));
  expect(inputs.map(({ path }) => relative(root, path))).toEqual(expected.sort());
});
