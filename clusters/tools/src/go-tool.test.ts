import { expect, it } from 'vitest';
import { pinnedVersion, saysVersion } from './go-tool.ts';

it('reads the version that a module pins', () => {
  const goMod = 'tool helm.sh/helm/v4/cmd/helm\n\nrequire (\n\thelm.sh/helm/v4 v4.3.1 // indirect\n)\n';
  expect(pinnedVersion(goMod, 'helm.sh/helm/v4')).toBe('v4.3.1');
  expect(() => pinnedVersion(goMod, 'helm.sh/helm/v3')).toThrow('helm.sh/helm/v3');
});

it.each([
  ['version.BuildInfo{Version:"v4.3.1", GitCommit:"0"}', true],
  ['v4.3.1+g0123456', true],
  ['v4.3.10', false],
  ['v4.3.1-rc.1', false],
  ['v4.3', false],
])('tells the pinned version from another: %s', (output, expected) => {
  expect(saysVersion(output, 'v4.3.1')).toBe(expected);
});
