import type { Manifest } from './objects.ts';

/** What Kubernetes itself has for the whole cluster and not in a namespace, as `kubectl api-resources` lists it. */
const CLUSTER_WIDE: Readonly<Record<string, readonly string[]>> = {
  '': ['Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'certificates.k8s.io': ['CertificateSigningRequest'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'networking.k8s.io': ['IngressClass', 'IPAddress', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttributesClass', 'VolumeAttachment'],
};

/** `apps` of `apps/v1`; nothing for what Kubernetes began with. */
export function groupOf({ apiVersion }: Pick<Manifest, 'apiVersion'>): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** Tells what lies in no namespace: by what Kubernetes has, and by the definitions among the objects. */
export function clusterWide(manifests: readonly Manifest[]): (manifest: Manifest) => boolean {
  const defined = manifests
    .filter(({ kind }) => kind === 'CustomResourceDefinition')
    .map(({ spec }) => spec as { group: string; scope: string; names: { kind: string } })
    .filter(({ scope }) => scope === 'Cluster')
    .map(({ group, names }) => `${group}/${names.kind}`);
  const all = new Set([
    ...defined,
    ...Object.entries(CLUSTER_WIDE).flatMap(([group, kinds]) => kinds.map(kind => `${group}/${kind}`)),
  ]);
  return manifest => all.has(`${groupOf(manifest)}/${manifest.kind}`);
}
