import { type ClusterTarget, kubectl } from '../../cluster/target.ts';
import { type LiveObject, listObjects } from '../objects.ts';

/** Where metrics-server answers: behind the API server, as a part of it. */
const METRICS_API = '/apis/metrics.k8s.io/v1beta1/namespaces/video-converter/pods';

/** What metrics-server says of a pod. */
interface PodMetrics {
  metadata: { name: string };
  /** When it was measured. */
  timestamp: string;
  containers: { usage: { cpu: string; memory: string } }[];
}

interface Autoscaler extends LiveObject {
  status?: {
    conditions?: { type: string; status: string; message?: string }[];
    currentMetrics?: { resource?: { name: string; current: { averageUtilization?: number } } }[];
  };
}

/** When metrics-server last measured each of the services' pods that has memory in use, by name. */
export async function readMeasurements(target: ClusterTarget): Promise<Map<string, string>> {
  const text = await target.session.ask(kubectl(target, 'get', '--raw', METRICS_API));
  const { items } = JSON.parse(text ?? '{"items":[]}') as { items: PodMetrics[] };
  return new Map(
    items
      .filter(({ containers }) => containers.some(({ usage }) => Number.parseInt(usage.memory, 10) > 0))
      .map(({ metadata, timestamp }) => [metadata.name, timestamp]),
  );
}

/** Waits until all of these pods were measured anew: figures from before metrics-server broke down are no figures. */
export async function waitUntilMeasured(target: ClusterTarget, pods: readonly string[]): Promise<void> {
  const before = await readMeasurements(target);
  await target.session.waitFor(`metrics-server has measured ${pods.join(', ')}`, async () => {
    const now = await readMeasurements(target);
    return pods.every(name => (now.get(name) ?? '') > (before.get(name) ?? ''));
  });
}

/** CPU in use as the autoscaler of a service sees it, in percent of what is reserved. @throws where it sees none */
export async function readUtilization(target: ClusterTarget, app: string): Promise<number> {
  const autoscalers = await listObjects<Autoscaler>(target, 'video-converter', 'horizontalpodautoscalers');
  const { conditions = [], currentMetrics = [] } =
    autoscalers.find(({ metadata }) => metadata.name === app)?.status ?? {};
  const active = conditions.find(({ type }) => type === 'ScalingActive');
  const cpu = currentMetrics.find(({ resource }) => resource?.name === 'cpu')?.resource;
  const utilization = cpu?.current.averageUtilization;
  if (active?.status !== 'True' || utilization === undefined) {
    throw new Error(`The autoscaler of ${app} knows nothing: ${active?.message ?? 'there is none'}`);
  }
  return utilization;
}
