import type { Manifest } from '../kubernetes/objects.ts';

/** Which Application an object belongs to, and where that puts what names no namespace. */
export interface TrackedBy {
  name: string;
  namespace: string;
}

/**
 * An object with the annotation by which Argo CD knows its own. Without it all that was applied by hand would count as changed, and
 * be applied once more. Definitions of other kinds have none: they may be shared.
 * https://argo-cd.readthedocs.io/en/release-3.6/user-guide/resource_tracking/
 */
export function tracked(manifest: Manifest, { name: application, namespace }: TrackedBy): Manifest {
  const { apiVersion, kind, metadata } = manifest;
  if (kind === 'CustomResourceDefinition') return manifest;
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const id = `${application}:${group}/${kind}:${metadata.namespace ?? namespace}/${metadata.name}`;
  const annotations = { ...metadata.annotations, 'argocd.argoproj.io/tracking-id': id };
  return { ...manifest, metadata: { ...metadata, annotations } };
}
