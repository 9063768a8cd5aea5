import type { Manifest } from '../../../kubernetes/objects.ts';
import type { Application } from '../../../rendering/application.ts';
import type { CheckedCluster } from '../cluster-rule.ts';

const SERVER = 'https://kubernetes.default.svc';
const OWN = { repository: 'https://git.example/ours.git', revision: 'main' };

/** A small cluster that keeps all rules over clusters, anew: a datastore, its namespace and what allows them. */
export function soundCluster() {
  const data = application('data', 'apps', { namespace: 'store' });
  const platform = {
    ...application('platform', 'platform', {}),
    sources: [
      { repoURL: 'https://git.example/theirs', targetRevision: 'v1.2.3', path: 'a' },
      { repoURL: OWN.repository, targetRevision: 'main', ref: 'values' },
    ],
  };
  const set = object('apps/v1', 'StatefulSet', 'data', 'store', {
    volumeClaimTemplates: [{}],
    template: { spec: { containers: [{ name: 'data', image: 'data:1.2.3' }] } },
  });
  set.metadata.annotations = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=confirm' };
  const namespace = object('v1', 'Namespace', 'store', undefined, undefined);
  namespace.metadata.labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  namespace.metadata.annotations = { ...set.metadata.annotations };
  const policy = object('networking.k8s.io/v1', 'NetworkPolicy', 'default', 'store', {
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
    egress: [{ ports: [{ port: 53 }] }],
  });
  const secret: Manifest & { stringData?: Record<string, string> } = object(
    'v1',
    'Secret',
    'filled',
    'store',
    undefined,
  );
  const projects = [
    object('argoproj.io/v1alpha1', 'AppProject', 'apps', 'store', {
      sourceRepos: ['https://git.example/ours'],
      destinations: [{ server: SERVER, namespace: 'store' }],
      namespaceResourceWhitelist: [{ group: 'apps', kind: 'StatefulSet' }],
    }),
    object('argoproj.io/v1alpha1', 'AppProject', 'platform', 'store', {
      sourceRepos: ['https://git.example/*'],
      destinations: [{ server: SERVER, namespace: '*' }],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    }),
  ];
  const cluster = {
    own: OWN,
    applications: [data, platform],
    renderings: [
      { name: 'data', manifests: [set] },
      { name: 'platform', manifests: [namespace, policy, secret, ...projects] },
    ],
  } satisfies CheckedCluster;
  return { cluster, data, platform, set, namespace, policy, secret };
}

/** What a change to {@link soundCluster} is made of. */
export type SoundCluster = ReturnType<typeof soundCluster>;

function application(name: string, project: string, destination: { namespace?: string }): Application {
  return {
    name,
    project,
    sources: [{ repoURL: OWN.repository, targetRevision: 'main', path: name }],
    destination: { server: SERVER, ...destination },
    syncPolicy: {
      automated: { prune: true, selfHeal: true },
      syncOptions: ['ServerSideApply=true'],
      retry: { limit: -1, refresh: true },
    },
    finalizers: [],
    ignoreDifferences: [],
  };
}

function object(
  apiVersion: string,
  kind: string,
  name: string,
  namespace: string | undefined,
  spec: Record<string, unknown> | undefined,
): Manifest<Record<string, unknown>> {
  return { apiVersion, kind, metadata: { name, namespace }, spec };
}
