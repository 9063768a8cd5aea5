import type { Clone } from '../clone.ts';
import type { Cluster } from '../cluster.ts';
import { readPods } from '../pods.ts';
import type { RunStep } from '../scenario.ts';
import { waitUntilAllWell } from '../states.ts';
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
 * A step: seals new values, one `npm run seal` each, pushes them, and waits until the cluster runs with them.
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
    const readUids = async () => {
      const pods = await Promise.all(apps.map(({ name, namespace }) => readPods(target, name, namespace)));
      return pods.map(list => list.map(({ metadata }) => metadata.uid));
    };
    const before = (await readUids()).flat();
    for (const args of values) await seal(target, clone, ...args);
    await waitUntilAllWell(target, await clone.push(`Rotate ${values.flat().join(' ')}`));
    await target.session.waitFor(`${apps.map(({ name }) => name).join(', ')} have restarted`, async () =>
      (await readUids()).every(uids => uids.length > 0 && uids.every(uid => !before.includes(uid))),
    );
  });
}
