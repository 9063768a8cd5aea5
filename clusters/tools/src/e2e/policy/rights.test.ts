import { expect, it } from 'vitest';
import { surplusRights } from './rights.ts';

const NOBODY = {
  resourceRules: [
    {
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    },
    { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  ],
  nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/api/*'] }],
};

it('takes what everybody has for nothing', () => {
  expect(surplusRights({ status: NOBODY })).toEqual([]);
});

it('finds a right to read, and one to make others than questions about oneself', () => {
  const rights = [
    { verbs: ['get'], apiGroups: [''], resources: ['secrets'] },
    { verbs: ['create'], apiGroups: [''], resources: ['pods'] },
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  ];
  const status = { ...NOBODY, resourceRules: [...NOBODY.resourceRules, ...rights] };
  expect(surplusRights({ status })).toEqual(rights.map(right => JSON.stringify(right)));
});

it('finds a right to more than to look at paths', () => {
  const right = { verbs: ['get', 'post'], nonResourceURLs: ['/metrics'] };
  expect(surplusRights({ status: { ...NOBODY, nonResourceRules: [right] } })).toEqual([
    JSON.stringify(right),
  ]);
});
