import { expect, it } from 'vitest';
import { tracked } from './tracking.ts';

const ARGO_CD = { name: 'argocd', namespace: 'argocd' };

// As Argo CD 3.6 had written them in a cluster.
it.each([
  ['v1', 'ConfigMap', 'argocd-cm', 'argocd:/ConfigMap:argocd/argocd-cm'],
  ['apps/v1', 'Deployment', 'argocd-server', 'argocd:apps/Deployment:argocd/argocd-server'],
])('marks %s %s', (apiVersion, kind, name, id) => {
  const manifest = { apiVersion, kind, metadata: { name, namespace: 'argocd', annotations: { a: 'b' } } };
  expect(tracked(manifest, ARGO_CD).metadata).toEqual({
    name,
    namespace: 'argocd',
    annotations: { a: 'b', 'argocd.argoproj.io/tracking-id': id },
  });
});

it('marks what is cluster-wide with the namespace of the Application', () => {
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'argocd-server' },
  };
  expect(tracked(role, ARGO_CD).metadata.annotations).toEqual({
    'argocd.argoproj.io/tracking-id': 'argocd:rbac.authorization.k8s.io/ClusterRole:argocd/argocd-server',
  });
});

it('leaves definitions of other kinds as they are', () => {
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'applications.argoproj.io' },
  };
  expect(tracked(definition, ARGO_CD)).toBe(definition);
});
