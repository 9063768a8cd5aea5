import type { Clone } from '../clone.ts';
import type { Cluster } from '../cluster.ts';
import { listObjects } from '../objects.ts';
import type { RunStep } from '../scenario.ts';
import { waitUntilAllWell } from '../states.ts';
import { type User, waitForLogIn } from '../user.ts';
import { removeApplication } from './removal.ts';

/** Of auth, whose data are in PostgreSQL. */
const KINDS = 'all,configmaps,serviceaccounts,networkpolicies,poddisruptionbudgets';
const SELECTOR = 'app.kubernetes.io/instance=auth';

/** A service that git no longer has is gone, and what it knew is not. */
export async function removeService(
  step: RunStep,
  { target, url }: Cluster,
  clone: Clone,
  user: User,
): Promise<void> {
  const objects = () => listObjects(target, 'video-converter', KINDS, SELECTOR);
  if ((await objects()).length === 0) throw new Error('auth has no objects that could go.');
  const removed = await step('a service that is removed from git loses its Application', () =>
    removeApplication(target, clone, 'auth'),
  );
  await step('and all of its objects, pods included', () =>
    target.session.waitFor('nothing is left of auth', async () => (await objects()).length === 0),
  );
  const restored = await clone.revert(removed);
  await step('put back, it runs', () => waitUntilAllWell(target, restored));
  await step('and knows its users', () => waitForLogIn(url, user));
}
