import { expect, it } from 'vitest';
import { applyAll, complaintsOf, prepare } from './apply.ts';
import type { ApiCall, ApiClient, ApiReply } from './client.ts';

const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' } };
const core = [{ version: 'v1', resources: [resource('ConfigMap', 'configmaps', 'Namespaced')] }];
const extensions = {
  metadata: { name: 'apiextensions.k8s.io' },
  versions: [
    {
      version: 'v1',
      resources: [resource('CustomResourceDefinition', 'customresourcedefinitions', 'Cluster')],
    },
  ],
};
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.example.org' },
  spec: { group: 'example.org', names: { kind: 'Thing' }, versions: [{ name: 'v1', served: true }] },
};
const things = {
  metadata: { name: 'example.org' },
  versions: [{ version: 'v1', resources: [resource('Thing', 'things', 'Namespaced')] }],
};

it('asks for an object strictly, at its path, and without storing it where told so', async () => {
  const { client, calls } = fakeClient(() => ({ status: 200, body: map, warnings: [] }));
  await applyAll(client, () => '/path', [map], { dryRun: true });
  const query = 'fieldManager=argocd-controller&force=true&fieldValidation=Strict&dryRun=All';
  expect(calls).toMatchObject([{ method: 'PATCH', path: `/path?${query}`, body: map }]);
});

it('names the object of each complaint, warnings and refusals alike', async () => {
  const { client } = fakeClient(() => ({ status: 422, body: { message: 'no' }, warnings: ['old'] }));
  const answers = await applyAll(client, ({ kind }) => (kind === 'ConfigMap' ? '/path' : undefined), [
    map,
    { ...map, kind: 'Thing' },
  ]);
  expect(complaintsOf(answers)).toEqual([
    'ConfigMap a: old',
    'ConfigMap a: no',
    'Thing a: there is no kind Thing in v1',
  ]);
  expect(answers.map(({ stored }) => stored)).toEqual([undefined, undefined]);
});

it('waits for the kinds that definitions make, and finds their objects', async () => {
  let asked = 0;
  const { client, calls } = fakeClient(({ method, path }) => {
    if (method === 'PATCH') return { status: 201, body: definition, warnings: [] };
    if (path === '/api') return discovery([{ metadata: {}, versions: core }]);
    asked += 1;
    return discovery(asked < 3 ? [extensions] : [extensions, things]);
  });
  const { find, answers } = await prepare(client, [map, definition]);
  expect(answers.map(({ manifest }) => manifest)).toEqual([definition]);
  expect(calls.find(({ method }) => method === 'PATCH')?.path).toMatch(
    /^\/apis\/apiextensions\.k8s\.io\/v1\/customresourcedefinitions\/things\.example\.org\?/,
  );
  expect(find(map)).toBe('/api/v1/namespaces/n/configmaps/a');
  expect(find({ apiVersion: 'example.org/v1', kind: 'Thing', metadata: { name: 'b', namespace: 'n' } })).toBe(
    '/apis/example.org/v1/namespaces/n/things/b',
  );
  expect(find({ ...map, apiVersion: 'v2' })).toBeUndefined();
});

function fakeClient(answer: (call: ApiCall) => ApiReply): { client: ApiClient; calls: ApiCall[] } {
  const calls: ApiCall[] = [];
  const call = async (it: ApiCall) => {
    calls.push(it);
    return answer(it);
  };
  return { client: { call, close: () => {} }, calls };
}

function resource(kind: string, name: string, scope: 'Namespaced' | 'Cluster') {
  return { resource: name, responseKind: { kind }, scope };
}

function discovery(items: unknown[]): ApiReply {
  return { status: 200, body: { items }, warnings: [] };
}
