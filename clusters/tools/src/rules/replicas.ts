import { type ControllerSpec, describe, type Manifest, ofKind } from '../kubernetes/objects.ts';

/** The autoscaler that rules over a workload, and how few replicas it keeps. */
export interface Autoscaler {
  title: string;
  minimum: number;
}

/** The autoscaler of a workload, if it has one; KEDA goes down to 0 unless told otherwise, the HPA to 1. */
export function autoscalerOf(workload: Manifest, manifests: readonly Manifest[]): Autoscaler | undefined {
  const scalers = [
    ...ofKind(manifests, 'HorizontalPodAutoscaler').map(manifest => ({
      manifest,
      target: manifest.spec?.scaleTargetRef,
      minimum: manifest.spec?.minReplicas ?? 1,
    })),
    ...ofKind(manifests, 'ScaledObject').map(manifest => ({
      manifest,
      target: manifest.spec?.scaleTargetRef,
      minimum: manifest.spec?.minReplicaCount ?? 0,
    })),
  ];
  const found = scalers.find(
    ({ manifest, target }) =>
      manifest.metadata.namespace === workload.metadata.namespace &&
      target?.name === workload.metadata.name &&
      (target?.kind ?? 'Deployment') === workload.kind,
  );
  return found && { title: describe(found.manifest), minimum: found.minimum };
}

/** The least number of pods that a workload has in ordinary times. */
export function leastReplicas(workload: Manifest, manifests: readonly Manifest[]): number {
  const { replicas = 1 } = (workload as Manifest<ControllerSpec>).spec ?? {};
  return autoscalerOf(workload, manifests)?.minimum ?? replicas;
}
