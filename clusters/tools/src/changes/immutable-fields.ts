import { isDeepStrictEqual } from 'node:util';
import { describe, type Manifest } from '../kubernetes/objects.ts';

/** Fields of a StatefulSet that may change; the API server refuses any other change (`Forbidden: updates to …`). */
const STATEFUL_SET_MAY_CHANGE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

/** By kind: what of its specification can never be changed, or of the whole object where it has none. */
const IMMUTABLE: Record<string, (spec: Fields, object: Fields) => Fields> = {
  Deployment: ({ selector }) => ({ selector }),
  DaemonSet: ({ selector }) => ({ selector }),
  StatefulSet: spec => without(spec, STATEFUL_SET_MAY_CHANGE),
  Job: ({ template, selector, completions, completionMode }) => ({
    template,
    selector,
    completions,
    completionMode,
  }),
  Service: ({ clusterIP }) => ({ clusterIP }),
  PersistentVolumeClaim: spec => without(spec, ['resources', 'volumeAttributesClassName']),
  CustomResourceDefinition: ({ scope }) => ({ scope }),
  RoleBinding: (_, { roleRef }) => ({ roleRef }),
  ClusterRoleBinding: (_, { roleRef }) => ({ roleRef }),
  StorageClass: (_, { provisioner, parameters, reclaimPolicy, volumeBindingMode }) => ({
    provisioner,
    parameters,
    reclaimPolicy,
    volumeBindingMode,
  }),
};

type Fields = Record<string, unknown>;

/** What an API server would refuse in an upgrade from one rendering to another: immutable fields that differ. */
export function immutableChanges(before: readonly Manifest[], after: readonly Manifest[]): string[] {
  return after.flatMap(manifest => {
    const previous = before.find(
      ({ kind, metadata: { namespace, name } }) =>
        kind === manifest.kind &&
        namespace === manifest.metadata.namespace &&
        name === manifest.metadata.name,
    );
    const fields = IMMUTABLE[manifest.kind];
    if (!previous || !fields) return [];
    const [old, now] = [previous, manifest].map(it =>
      fields((it.spec ?? {}) as Fields, it as unknown as Fields),
    );
    return Object.keys({ ...old, ...now })
      .filter(field => !isDeepStrictEqual(old?.[field], now?.[field]))
      .map(field => `${describe(manifest)}: ${field} cannot be changed`);
  });
}

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
