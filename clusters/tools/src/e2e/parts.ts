import type { ClusterTarget } from '../cluster/target.ts';
import { isReady, type Pod, readPods } from './pods.ts';

/** Something of ours that runs for ever, by the label of its pods. */
export interface Part {
  namespace: string;
  app: string;
}

const service = (app: string): Part => ({ namespace: 'video-converter', app });
const datastore = (app: string): Part => ({ namespace: 'datastores', app });

/** The gateway. */
export const GATEWAY: Part = service('gateway');

/** The converter. */
export const CONVERTER: Part = service('converter');

/** All services. */
export const SERVICES: readonly Part[] = [GATEWAY, service('auth'), CONVERTER, service('notification')];

/** All services and all datastores. */
export const PARTS: readonly Part[] = [
  ...SERVICES,
  datastore('postgres'),
  datastore('mongodb'),
  datastore('rabbitmq'),
];

/** The pods of a part, without those that are going. */
export async function readStayingPods(target: ClusterTarget, { namespace, app }: Part): Promise<Pod[]> {
  const pods = await readPods(target, app, namespace);
  return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Those of them that serve. @throws where none does */
export async function readReadyPods(target: ClusterTarget, part: Part): Promise<Pod[]> {
  const pods = (await readStayingPods(target, part)).filter(isReady);
  if (pods.length === 0) throw new Error(`No pod of ${part.app} is ready.`);
  return pods;
}

/** Waits until the autoscalers have taken away what was needed for more than one pod of a part. */
export async function waitUntilSingle(target: ClusterTarget): Promise<void> {
  await target.session.waitFor('there is one pod of each', async () => {
    const pods = await Promise.all(PARTS.map(part => readReadyPods(target, part)));
    return pods.every(({ length }) => length === 1);
  });
}
