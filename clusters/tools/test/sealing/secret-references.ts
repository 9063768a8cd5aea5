import type { Manifest, Volume } from '../../src/kubernetes/objects.ts';
import { containersOf, workloadsOf } from '../../src/kubernetes/workloads.ts';

interface SecretVolume {
  secretName?: string;
  items?: { key: string }[];
}

interface TriggerAuthenticationSpec {
  secretTargetRef?: { name: string; key: string }[];
}

/** Every key of a Secret that objects ask for, as `namespace/name/key`; all keys of one are `namespace/name/*`. */
export function secretReferences(manifests: readonly Manifest[]): string[] {
  const ofPods = workloadsOf(manifests).flatMap(({ namespace, pod }) => {
    const ofVolumes = (pod.volumes ?? []).flatMap(keysOfVolume);
    const ofVariables = containersOf(pod).flatMap(({ env = [], envFrom = [] }) => [
      ...env.flatMap(({ valueFrom }) => keyOfVariable(valueFrom)),
      ...envFrom.flatMap(({ secretRef }) => (secretRef ? [`${secretRef.name}/*`] : [])),
    ]);
    return [...ofVolumes, ...ofVariables].map(key => `${namespace}/${key}`);
  });
  const ofScalers = manifests
    .filter(({ kind }) => kind === 'TriggerAuthentication')
    .flatMap(({ metadata, spec }) =>
      ((spec as TriggerAuthenticationSpec).secretTargetRef ?? []).map(
        ({ name, key }) => `${metadata.namespace}/${name}/${key}`,
      ),
    );
  return [...new Set([...ofPods, ...ofScalers])].sort();
}

function keysOfVolume(volume: Volume): string[] {
  const secret = volume.secret as SecretVolume | undefined;
  if (!secret) return [];
  return secret.items?.map(({ key }) => `${secret.secretName}/${key}`) ?? [`${secret.secretName}/*`];
}

function keyOfVariable(valueFrom: unknown): string[] {
  const { secretKeyRef } = (valueFrom ?? {}) as { secretKeyRef?: { name: string; key: string } };
  return secretKeyRef ? [`${secretKeyRef.name}/${secretKeyRef.key}`] : [];
}
