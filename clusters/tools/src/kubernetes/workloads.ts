import {
  type Container,
  describe,
  type Labels,
  type Manifest,
  ofKind,
  type PodSpec,
  type PodTemplate,
} from './objects.ts';

/** What makes pods, whatever its kind. */
export interface Workload {
  /** `Deployment gateway`. */
  title: string;
  namespace: string;
  labels: Labels;
  pod: PodSpec;
  /** Restarted for ever, unlike a job. */
  isLongRunning: boolean;
  manifest: Manifest;
}

/** Everything among the objects that makes pods. */
export function workloadsOf(manifests: readonly Manifest[]): Workload[] {
  return [
    ...(['Deployment', 'StatefulSet', 'DaemonSet'] as const).flatMap(kind =>
      ofKind(manifests, kind).map(manifest => workload(manifest, manifest.spec?.template, true)),
    ),
    ...ofKind(manifests, 'Pod').map(manifest =>
      workload(manifest, { metadata: manifest.metadata, spec: manifest.spec }, true),
    ),
    ...ofKind(manifests, 'Job').map(manifest => workload(manifest, manifest.spec?.template, false)),
    ...ofKind(manifests, 'CronJob').map(manifest =>
      workload(manifest, manifest.spec?.jobTemplate?.spec?.template, false),
    ),
  ];
}

/** All containers of a pod, those that prepare it first. */
export function containersOf({ initContainers = [], containers = [] }: PodSpec): Container[] {
  return [...initContainers, ...containers];
}

/** Findings about single containers: `Deployment gateway, container gateway: …`. */
export function findInContainers(
  manifests: readonly Manifest[],
  problems: (container: Container, workload: Workload) => readonly string[],
): string[] {
  return workloadsOf(manifests).flatMap(workload =>
    containersOf(workload.pod).flatMap(container =>
      problems(container, workload).map(
        problem => `${workload.title}, container ${container.name}: ${problem}`,
      ),
    ),
  );
}

/** Findings about pods as a whole: `Deployment gateway: …`. */
export function findInPods(
  manifests: readonly Manifest[],
  problems: (pod: PodSpec, workload: Workload) => readonly string[],
): string[] {
  return workloadsOf(manifests).flatMap(workload =>
    problems(workload.pod, workload).map(problem => `${workload.title}: ${problem}`),
  );
}

function workload(manifest: Manifest, template: PodTemplate = {}, isLongRunning: boolean): Workload {
  return {
    title: describe(manifest),
    namespace: manifest.metadata.namespace ?? '',
    labels: template.metadata?.labels ?? {},
    pod: template.spec ?? {},
    isLongRunning,
    manifest,
  };
}
