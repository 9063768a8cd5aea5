import { expect, it } from 'vitest';
import { readmeRule } from './readmes.ts';
import { findIn } from './rule-test.ts';

it('finds the folders without a README, libraries included', () => {
  const files = {
    'services/Dockerfile': '',
    'services/auth/README.md': '',
    'services/auth/src/app.ts': '',
    'services/gateway/src/app.ts': '',
    'services/gateway/test/README.md': '',
    'services/lib/kit/src/config.ts': '',
    'services/lib/jobs/README.md': '',
    'apps/README.md': '',
    'apps/service/Chart.yaml': '',
    'platform/README.md': '',
    'platform/keda/kustomization.yaml': '',
    'clusters/tools/README.md': '',
    'clusters/tools/src/render.ts': '',
  };
  expect(findIn(readmeRule, files)).toEqual([
    'services/gateway has no README.md',
    'services/lib/kit has no README.md',
    'apps/service has no README.md',
    'platform/keda has no README.md',
  ]);
});
