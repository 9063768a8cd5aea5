import { isWell, readApplications } from '../../cluster/applications.ts';
import { type ClusterTarget, kubectl } from '../../cluster/target.ts';
import type { LiveObject } from '../objects.ts';
import { PARTS, readStayingPods } from '../parts.ts';
import { isReady } from '../pods.ts';

/** The only node there is. */
const NODE = '--selector=kubernetes.io/os=linux';

/** All but what stands for somebody else's servers: no node of ours would run these. */
const OURS = 'app notin (git,mail-sink,s3)';

/** Longer than the grace of any pod; a budget that allowed no eviction would take longer than any time. */
const DRAIN_LIMIT = '180s';

/** Pods of these belong to the node, and stay on it. */
const STAY_WITH_NODE = ['DaemonSet', 'Node'];

/**
 * Evicts what runs on the node, as before an upgrade: as there is no other, nothing has a place until it is given back. Evictions
 * ask the disruption budgets, deletions would not.
 *
 * @throws where something may not be evicted
 */
export async function drainNode(target: ClusterTarget): Promise<void> {
  const options = ['--delete-emptydir-data', '--ignore-daemonsets', `--timeout=${DRAIN_LIMIT}`];
  await target.session.change(kubectl(target, 'drain', NODE, `--pod-selector=${OURS}`, ...options));
}

/** Pods that run and that a drain should have taken away. */
export async function listUndrainedPods(target: ClusterTarget): Promise<string[]> {
  const filters = ['--all-namespaces', `--selector=${OURS}`, '--field-selector=status.phase=Running'];
  const text = await target.session.ask(kubectl(target, 'get', 'pods', ...filters, '--output=json'));
  const { items } = JSON.parse(text ?? '{"items":[]}') as { items: LiveObject[] };
  return items
    .filter(({ metadata }) =>
      (metadata.ownerReferences ?? []).every(({ kind }) => !STAY_WITH_NODE.includes(kind)),
    )
    .map(({ metadata }) => metadata.name);
}

/** Gives the node back. One that nobody took is no error. */
export function uncordonNode(target: ClusterTarget): Promise<void> {
  return target.session.change(kubectl(target, 'uncordon', NODE));
}

/** Waits until everything runs, and Argo CD, which was away as well, has looked and says so. */
export async function waitUntilAllRun(target: ClusterTarget): Promise<void> {
  await target.session.waitFor('all pods are ready, and all Applications well', async () => {
    const pods = await Promise.all(PARTS.map(part => readStayingPods(target, part)));
    const areReady = pods.every(those => those.length > 0 && those.every(isReady));
    return areReady && (await readApplications(target)).every(isWell);
  });
}
