import { readApplications } from '../../cluster/applications.ts';
import type { ClusterTarget } from '../../cluster/target.ts';
import type { Clone } from '../clone.ts';
import type { Cluster } from '../cluster.ts';
import { isReady, readPods } from '../pods.ts';
import type { RunStep } from '../scenario.ts';
import { isOf } from '../states.ts';
import { seal } from './seal.ts';

/** What it takes to rotate secrets of a cluster. */
export interface Rotation {
  step: RunStep;
  cluster: Cluster;
  clone: Clone;
}

/** Whose pods restart. */
export interface App {
  namespace: string;
  name: string;
}

/**
 * A step: seals new values, one `npm run seal` each, pushes them, and waits until pods run with them. Jobs that tell a server may still run.
 *
 * @param values arguments of each `npm run seal`
 * @param apps those whose pods must be others afterwards
 */
export function rotateStep(
  { step, cluster: { target }, clone }: Rotation,
  claim: string,
  values: readonly (readonly string[])[],
  apps: readonly App[],
): Promise<void> {
  return step(claim, async () => {
    const readAll = () => Promise.all(apps.map(({ name, namespace }) => readPods(target, name, namespace)));
    const before = (await readAll()).flat().map(({ metadata }) => metadata.uid);
    for (const args of values) await seal(target, clone, ...args);
    await waitUntilAllSynced(target, await clone.push(`Rotate ${values.flat().join(' ')}`));
    await target.session.waitFor(`${apps.map(({ name }) => name).join(', ')} have restarted`, async () =>
      (await readAll()).every(
        pods => pods.length > 0 && pods.every(pod => isReady(pod) && !before.includes(pod.metadata.uid)),
      ),
    );
  });
}

/** Not until they are Healthy: an autoscaler is that only once it has figures of pods that are new. */
function waitUntilAllSynced(target: ClusterTarget, commit: string): Promise<void> {
  return target.session.waitFor(`all Applications are as ${commit.slice(0, 7)} has them`, async () =>
    (await readApplications(target)).every(it => it.sync === 'Synced' && isOf(it, commit)),
  );
}
