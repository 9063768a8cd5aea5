import type { Manifest } from '../../src/kubernetes/objects.ts';

const NAMESPACE = 'video-converter';
const metadata = { name: 'wrong', namespace: NAMESPACE };
const labels = { app: 'wrong' };
const image = 'registry.example/wrong:1.0.0';

/** What the controller manager, which does not run, makes in each namespace: no pod is looked at without it. */
export const DEFAULT_ACCOUNT: Manifest = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'default', namespace: NAMESPACE },
};

/** Mistakes, and what the API server must say to each: they prove that being accepted means something. */
export const MISTAKES: Readonly<Record<string, { manifest: Manifest; complaint: RegExp }>> = {
  'a field that does not exist': {
    manifest: deployment({ replicsa: 1 }),
    complaint: /\.spec\.replicsa: field not declared in schema/,
  },
  'a text where a number belongs': {
    manifest: deployment({ replicas: 'two' }),
    complaint: /\.spec\.replicas: expected numeric/,
  },
  'a port that cannot be': {
    manifest: { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 99_999 }] } },
    complaint: /spec\.ports\[0\]\.port: Invalid value: 99999/,
  },
  'a selector that its own pods do not match': {
    manifest: deployment({ selector: { matchLabels: { app: 'other' } } }),
    complaint: /`selector` does not match template `labels`/,
  },
  'a pod that may become root': {
    manifest: { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'wrong', image }] } },
    complaint: /violates PodSecurity "restricted:latest"/,
  },
  'a deployment of such pods': {
    manifest: deployment({}),
    complaint: /^would violate PodSecurity "restricted:latest"/,
  },
  'a namespace that is not there': {
    manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'wrong', namespace: 'nowhere' } },
    complaint: /namespaces "nowhere" not found/,
  },
  'a kind that nobody has defined': {
    manifest: { apiVersion: 'example.org/v1', kind: 'Wrong', metadata },
    complaint: /there is no kind Wrong in example\.org\/v1/,
  },
  'a version that has gone': {
    manifest: { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata },
    complaint: /there is no kind PodDisruptionBudget in policy\/v1beta1/,
  },
  'an unknown field of a kind that others define': {
    manifest: {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata,
      spec: { scaleTargetRef: { name: 'wrong' }, triggers: [], minReplicas: 1 },
    },
    complaint: /\.spec\.minReplicas: field not declared in schema/,
  },
  'an Application without a project': {
    manifest: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata,
      spec: { destination: { namespace: NAMESPACE } },
    },
    complaint: /spec\.project: Required value/,
  },
};

/** Nothing is wrong with it, but the server leaves the empty list out, and takes the next one for a change. */
export const NEVER_THE_SAME: Manifest = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata,
  spec: { podSelector: { matchLabels: labels }, policyTypes: ['Ingress'], ingress: [] },
};

function deployment(spec: object): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'wrong', image }] } },
      ...spec,
    },
  };
}
