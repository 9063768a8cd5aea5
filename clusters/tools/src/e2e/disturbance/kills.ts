import { waitUntil } from '@vc/local/waiting.ts';
import { kubectl } from '../../cluster/target.ts';
import type { Cluster } from '../cluster.ts';
import { type Part, readStayingPods } from '../parts.ts';
import { isReady, type Pod } from '../pods.ts';

/** A part with the pods that it has before it is hit. */
export interface Victim {
  part: Part;
  pods: readonly Pod[];
}

/** A way to end all pods of a part without a word. */
export interface Strike {
  /** What is told: `postgres …`. */
  claim: string;
  hit(cluster: Cluster, victim: Victim): Promise<void>;
  /** Waits until what was hit is ready again. */
  isBack(cluster: Cluster, victim: Victim): Promise<void>;
}

/** A broker reads its queues first, and a busy machine starts everything slowly. */
const BACK_LIMIT_MS = 180_000;

/**
 * Looked up before, so that the blow comes at the chosen moment. Each is waited for: a converter is not ready for some seconds
 * after the broker, which was hit before it, has come back.
 */
export function findVictims(cluster: Cluster, parts: readonly Part[]): Promise<Victim[]> {
  return Promise.all(
    parts.map(async part => {
      await waitUntilReady(cluster, part, () => true);
      return { part, pods: await readStayingPods(cluster.target, part) };
    }),
  );
}

/** As a crash: the pod stays, with its volumes and its address, and its container starts again. */
export const killed: Strike = {
  claim: 'has its process killed',
  async hit({ node }, { pods }) {
    await Promise.all(pods.map(pod => node.killContainer(requireContainer(pod))));
  },
  async isBack(cluster, { part, pods }) {
    const containers = pods.map(requireContainer);
    await waitUntilReady(cluster, part, pod => !containers.includes(containerId(pod) ?? ''));
  },
};

/**
 * The pod goes, with a second to end in, and another one comes. Not by `--force`: Kubernetes would forget the pod at once, and start
 * its successor on a volume that the killed one still writes to. Its documents forbid that for databases.
 */
export const deleted: Strike = {
  claim: 'has its pods killed',
  async hit({ target }, { part: { namespace }, pods }) {
    const names = pods.map(({ metadata }) => metadata.name);
    const call = kubectl(target, `--namespace=${namespace}`, 'delete', 'pod', ...names, '--now');
    await target.session.change([...call, '--wait=false']);
  },
  async isBack(cluster, { part, pods }) {
    const gone = pods.map(({ metadata }) => metadata.uid);
    await waitUntilReady(cluster, part, ({ metadata }) => !gone.includes(metadata.uid));
  },
};

async function waitUntilReady({ target }: Cluster, part: Part, isNew: (pod: Pod) => boolean): Promise<void> {
  const isSo = async () => {
    const pods = await readStayingPods(target, part);
    return pods.length > 0 && pods.every(pod => isReady(pod) && isNew(pod));
  };
  await waitUntil(`${part.app} is ready again`, isSo, BACK_LIMIT_MS);
}

function requireContainer(pod: Pod): string {
  const id = containerId(pod);
  if (!id) throw new Error(`Pod ${pod.metadata.name} has no container.`);
  return id;
}

function containerId({ status }: Pod): string | undefined {
  return status.containerStatuses?.[0]?.containerID?.replace('containerd://', '');
}
