import type { ClusterTarget } from '../cluster/target.ts';
import { type LiveObject, listObjects } from './objects.ts';

/** What we read of a pod. */
export interface Pod extends LiveObject {
  metadata: LiveObject['metadata'] & {
    /** Of one that is going. */
    deletionTimestamp?: string;
  };
  spec: { containers: { image: string }[] };
  status: {
    phase: string;
    conditions?: { type: string; status: string }[];
    containerStatuses?: ContainerStatus[];
  };
}

interface ContainerStatus {
  /** Another one after each restart. */
  containerID?: string;
  state?: { waiting?: { reason?: string }; terminated?: Termination };
  lastState?: { terminated?: Termination };
}

interface Termination {
  exitCode: number;
}

/** The pods of an app, by the label that all of ours have. */
export function readPods(target: ClusterTarget, app: string, namespace = 'video-converter'): Promise<Pod[]> {
  return listObjects<Pod>(target, namespace, 'pods', `app.kubernetes.io/name=${app}`);
}

/** Whether requests are sent to it. */
export function isReady({ status }: Pod): boolean {
  return (status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
}

/** Whether its image cannot be had. */
export function lacksImage({ status }: Pod): boolean {
  return (status.containerStatuses ?? []).some(({ state }) =>
    ['ErrImagePull', 'ImagePullBackOff'].includes(state?.waiting?.reason ?? ''),
  );
}

/** Whether its program ends with an error again and again, so that it neither serves nor gets done. */
export function crashes(pod: Pod): boolean {
  const { phase, containerStatuses = [] } = pod.status;
  const hasFailed = containerStatuses.some(({ state, lastState }) =>
    [state?.terminated, lastState?.terminated].some(it => it !== undefined && it.exitCode !== 0),
  );
  return hasFailed && phase !== 'Succeeded' && !isReady(pod);
}
