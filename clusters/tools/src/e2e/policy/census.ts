import { type ClusterTarget, kubectl } from '../../cluster/target.ts';
import { INTERNET, type Picture } from '../../data-flow.ts';
import type { Labels } from '../../kubernetes/objects.ts';
import { matches } from '../../kubernetes/selector.ts';
import { isReady, type Pod } from '../pods.ts';
import type { PodReference } from './in-pod.ts';

/** Where our pods are. */
export const OUR_NAMESPACES = ['video-converter', 'datastores'] as const;

/** Who is in the cluster: one look at all of it. */
export interface Census {
  pods: readonly CensusPod[];
  jobs: readonly CensusJob[];
}

/** A pod, as far as a census reads it. */
export interface CensusPod extends Pod {
  metadata: Pod['metadata'] & { namespace: string; labels?: Labels };
  status: Pod['status'] & { podIP?: string };
}

/** A Job or CronJob. */
export interface CensusJob {
  metadata: { namespace: string };
  spec: { template?: Template; jobTemplate?: { spec: { template: Template } } };
}

interface Template {
  metadata: { labels?: Labels };
}

/** A pod that runs. */
export interface LivePod extends PodReference {
  address: string;
}

/** Where pods of somebody are, and by which labels they are known. */
export interface Place {
  namespace: string;
  labels: Labels;
}

/** Looks at all pods and jobs. */
export async function readCensus(target: ClusterTarget): Promise<Census> {
  const list = async <T>(kinds: string) => {
    const text = await target.session.ask(kubectl(target, 'get', kinds, '--all-namespaces', '--output=json'));
    return (JSON.parse(text ?? '') as { items: T[] }).items;
  };
  return { pods: await list<CensusPod>('pods'), jobs: await list<CensusJob>('jobs,cronjobs') };
}

/** A pod of those in some places that runs; one that is ready, if there is. */
export function findPod({ pods }: Census, places: readonly Place[]): LivePod | undefined {
  const running = pods.filter(
    ({ metadata, status }) =>
      places.some(place => isIn(place, metadata.namespace, metadata.labels)) &&
      status.phase === 'Running' &&
      status.podIP !== undefined &&
      metadata.deletionTimestamp === undefined,
  );
  const pod = running.find(isReady) ?? running[0];
  return (
    pod && { namespace: pod.metadata.namespace, name: pod.metadata.name, address: pod.status.podIP ?? '' }
  );
}

/** See {@link findPod}. @throws where none runs */
export function requirePod(census: Census, name: string, places: readonly Place[]): LivePod {
  const pod = findPod(census, places);
  if (!pod) throw new Error(`No pod of ${name} runs, so nothing can be tried with it.`);
  return pod;
}

/** Where pods of some jobs would be, and with which labels. */
export function findJobPlace({ jobs }: Census, places: readonly Place[]): Place | undefined {
  const found = jobs.map(({ metadata, spec }) => ({
    namespace: metadata.namespace,
    labels: (spec.template ?? spec.jobTemplate?.spec.template)?.metadata.labels ?? {},
  }));
  return found.find(({ namespace, labels }) => places.some(place => isIn(place, namespace, labels)));
}

function isIn({ namespace, labels }: Place, otherNamespace: string, otherLabels: Labels = {}): boolean {
  return namespace === otherNamespace && matches({ matchLabels: labels }, otherLabels);
}

/** Everybody who is drawn, as caller or callee. */
export function drawnParties({ flows }: Picture): string[] {
  const callees = Object.values(flows).flatMap(names => names.map(name => name.replace(/:.*/, '')));
  const names = [...new Set([...Object.keys(flows), ...callees])];
  return names.filter(name => name !== INTERNET && !name.includes('/'));
}

/** Where somebody of the picture might be. */
export function placesOf(party: string, { outsiders }: Picture): Place[] {
  const outsider = outsiders.find(({ name }) => name === party);
  const labels = { 'app.kubernetes.io/name': party };
  return outsider ? [outsider] : OUR_NAMESPACES.map(namespace => ({ namespace, labels }));
}
