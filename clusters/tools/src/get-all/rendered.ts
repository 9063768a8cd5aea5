import { type ControllerSpec, type Manifest, ofKind } from '../kubernetes/objects.ts';
import { ADDED, type Count, PREFIXES, type Shown, type ShownKind, withoutHash } from './shown.ts';

/** What `kubectl get all` must show in a namespace where these manifests are applied, and nothing else is. */
export function shownOf(manifests: readonly Manifest[]): Shown {
  const shown = new Map<string, Count>();
  const add = (kind: ShownKind, name: string, count: Count = exactly(1)) =>
    shown.set(`${PREFIXES[kind]}/${name}`, count);

  for (const { metadata } of ofKind(manifests, 'Service')) add('Service', metadata.name);
  for (const deployment of ofKind(manifests, 'Deployment')) {
    const { name } = deployment.metadata;
    add('Deployment', name);
    add('ReplicaSet', `${name}-${ADDED}`);
    add('Pod', `${name}-${ADDED}`, podsOf(deployment, manifests));
  }
  for (const { metadata, spec } of ofKind(manifests, 'StatefulSet')) {
    add('StatefulSet', metadata.name);
    for (let index = 0; index < (spec?.replicas ?? 1); index += 1) add('Pod', `${metadata.name}-${index}`);
  }
  for (const { name } of autoscalersOf(manifests)) add('HorizontalPodAutoscaler', name);
  for (const { metadata } of ofKind(manifests, 'Job')) {
    add('Job', withoutHash(metadata.name));
    add('Pod', withoutHash(metadata.name));
  }
  for (const { metadata } of ofKind(manifests, 'CronJob')) {
    add('CronJob', metadata.name);
    add('Job', `${metadata.name}-${ADDED}`, ANY);
    add('Pod', `${metadata.name}-${ADDED}`, ANY);
  }
  return shown;
}

const ANY: Count = { least: 0, most: Number.POSITIVE_INFINITY };

function exactly(count: number): Count {
  return { least: count, most: count };
}

function podsOf({ metadata, spec }: Manifest<ControllerSpec>, manifests: readonly Manifest[]): Count {
  return (
    autoscalersOf(manifests).find(({ of }) => of === metadata.name)?.pods ?? exactly(spec?.replicas ?? 1)
  );
}

/** An autoscaler: what it is called, of which Deployment it is, and how many pods it allows. */
interface Autoscaler {
  name: string;
  of: string | undefined;
  pods: Count;
}

/** Those of git, and those that KEDA makes of its own objects. */
function autoscalersOf(manifests: readonly Manifest[]): Autoscaler[] {
  return [
    ...ofKind(manifests, 'HorizontalPodAutoscaler').map(({ metadata, spec = {} }) => ({
      name: metadata.name,
      of: spec.scaleTargetRef?.name,
      pods: { least: spec.minReplicas ?? 1, most: spec.maxReplicas ?? Number.NaN },
    })),
    ...ofKind(manifests, 'ScaledObject').map(({ metadata, spec = {} }) => ({
      name: spec.advanced?.horizontalPodAutoscalerConfig?.name ?? `keda-hpa-${metadata.name}`,
      of: spec.scaleTargetRef?.name,
      pods: { least: spec.minReplicaCount ?? 0, most: spec.maxReplicaCount ?? 100 },
    })),
  ];
}
