import type { ClusterTarget } from '../../cluster/target.ts';
import { type PodReference, runInside } from './in-pod.ts';

/** What each service may do to the broker. Whatever else is tried must be refused. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  gateway: ['write video'],
  converter: ['write mp3', 'read video'],
  notification: ['read mp3'],
};

/** Who messages say they are from is checked where somebody may write at all; code 406, PRECONDITION_FAILED. */
const FORGED = /^write (video|mp3) as another$/;

/** What came of something that was tried, otherwise than it must, in words. */
export function brokerProblems(user: string, outcomes: Readonly<Record<string, string>>): string[] {
  const allowed = ALLOWED[user] ?? [];
  const missing = allowed.filter(what => !(what in outcomes)).map(what => `${user}, ${what}: not tried`);
  const wrong = Object.entries(outcomes).flatMap(([what, outcome]) => {
    const isForgery = FORGED.test(what) && allowed.includes(what.replace(' as another', ''));
    const expected = isForgery ? '406' : allowed.includes(what) ? 'allowed' : 'refused';
    return outcome === expected ? [] : [`${user}, ${what}: ${outcome}, must be: ${expected}`];
  });
  return [...missing, ...wrong];
}

/** The services that log in to the broker. */
export const BROKER_USERS: readonly string[] = Object.keys(ALLOWED);

/** Tries as a service, from its pod. */
export async function tryBroker(target: ClusterTarget, user: string, pod: PodReference): Promise<string[]> {
  return brokerProblems(user, await runInside(target, pod, 'broker-rights.ts'));
}

/** Tries as KEDA, who may look and nothing else. */
export async function tryBrokerManagement(
  target: ClusterTarget,
  pod: PodReference,
  url: string,
): Promise<string[]> {
  const statuses = await runInside<Record<string, number>>(target, pod, 'broker-management.ts', url);
  return Object.entries(statuses)
    .filter(([what, status]) => (what === 'see queues' ? status !== 200 : status !== 401 && status !== 403))
    .map(([what, status]) => `keda, ${what}: ${status}`);
}
