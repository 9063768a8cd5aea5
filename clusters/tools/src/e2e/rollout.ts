import { isWell } from '../cluster/applications.ts';
import type { ClusterTarget } from '../cluster/target.ts';
import { type Pod, readPods } from './pods.ts';
import { isOf, readApplication, waitForState } from './states.ts';

/** Waits until Argo CD has applied an app as a commit has it; it may not be healthy yet. */
export function waitUntilSynced(target: ClusterTarget, app: string, commit: string): Promise<void> {
  return waitForState(
    target,
    app,
    `is as ${commit.slice(0, 7)} has it`,
    state => state?.sync === 'Synced' && isOf(state, commit),
  );
}

/** Waits until an app is healthy and all of its pods have an image. */
export function waitUntilImageRuns(target: ClusterTarget, app: string, digest: string): Promise<void> {
  return waitForPods(
    target,
    app,
    `image ${digest}`,
    pod => pod.spec.containers[0]?.image.endsWith(digest) ?? false,
  );
}

/** Waits until an app is healthy and no pod is left of those that ran before. */
export function waitUntilReplaced(
  target: ClusterTarget,
  app: string,
  before: readonly string[],
): Promise<void> {
  return waitForPods(target, app, 'new pods', pod => !before.includes(pod.metadata.name));
}

/** Names of an app's pods. */
export async function listPods(target: ClusterTarget, app: string): Promise<string[]> {
  return (await readPods(target, app)).map(({ metadata }) => metadata.name);
}

async function waitForPods(
  target: ClusterTarget,
  app: string,
  what: string,
  isNew: (pod: Pod) => boolean,
): Promise<void> {
  await target.session.waitFor(`${app} runs with ${what}`, async () => {
    const pods = await readPods(target, app);
    const state = await readApplication(target, app);
    return pods.length > 0 && pods.every(isNew) && state !== undefined && isWell(state);
  });
}
