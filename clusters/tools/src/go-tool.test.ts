import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { pinnedVersion, saysVersion } from './go-tool.ts';
import { KUBERNETES } from './rendering/helm.ts';
import { TOOLS } from './tools.ts';

it('reads the version that a module pins', () => {
  const goMod = 'tool helm.sh/helm/v4/cmd/helm\n\nrequire (\n\thelm.sh/helm/v4 v4.3.1 // indirect\n)\n';
  expect(pinnedVersion(goMod, 'helm.sh/helm/v4')).toBe('v4.3.1');
  expect(() => pinnedVersion(goMod, 'helm.sh/helm/v3')).toThrow('helm.sh/helm/v3');
});

it.each([
  ['version.BuildInfo{Version:"v4.3.1", GitCommit:"0"}', true],
  ['v4.3.1+g0123456', true],
  ['etcd Version: 4.3.1', true],
  ['v4.3.10', false],
  ['14.3.1', false],
  ['v4.3.1-rc.1', false],
  ['v4.3', false],
])('tells the pinned version from another: %s', (output, expected) => {
  expect(saysVersion(output, 'v4.3.1')).toBe(expected);
});

it.each(Object.entries(TOOLS))(
  'pins %s by a module that makes it',
  async (_, { folder, module, package: path }) => {
    const goMod = await readFile(new URL(`../go/${folder}/go.mod`, import.meta.url), 'utf8');
    expect(pinnedVersion(goMod, module)).toMatch(/^v\d+\.\d+\.\d+$/);
    expect(goMod).toMatch(new RegExp(`^(tool )?\\s*${path}$`, 'm'));
  },
);

it('pins the API server of the version that charts are rendered for', async () => {
  const goMod = await readFile(new URL('../go/kubernetes/go.mod', import.meta.url), 'utf8');
  expect(pinnedVersion(goMod, TOOLS['kube-apiserver'].module)).toBe(`v${KUBERNETES}`);
});
