/** How many objects there may be under a name. */
export interface Count {
  least: number;
  most: number;
}

/** What `kubectl get all` shows in a namespace: `pod/gateway-…` and how many there are of them. */
export type Shown = ReadonlyMap<string, Count>;

/** Stands for what Kubernetes, or the hash of a Job, adds to a name. */
export const ADDED = '…';

/** Kinds that it shows, in its order, and what it calls them. */
export const PREFIXES = {
  Pod: 'pod',
  Service: 'service',
  DaemonSet: 'daemonset.apps',
  Deployment: 'deployment.apps',
  ReplicaSet: 'replicaset.apps',
  StatefulSet: 'statefulset.apps',
  HorizontalPodAutoscaler: 'horizontalpodautoscaler.autoscaling',
  CronJob: 'cronjob.batch',
  Job: 'job.batch',
} as const;

/** A kind that it shows. */
export type ShownKind = keyof typeof PREFIXES;

/** Our Jobs are called after the hash of what they do, those of a CronJob after the minute. */
export function withoutHash(job: string): string {
  return job.replace(/-(?:[0-9a-f]{10}|\d{8})$/, `-${ADDED}`);
}
