import type { ClusterTarget } from '../../cluster/target.ts';
import { type LiveObject, listObjects } from '../objects.ts';
import { drawnParties, findPod, OUR_NAMESPACES, placesOf, readCensus } from './census.ts';
import { runInPod } from './in-pod.ts';
import { PICTURE } from './picture.ts';
import { reviewRights, surplusRights } from './rights.ts';

/** Where Kubernetes puts the token of a pod. */
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** Looks for tokens in our pods. @throws where there is one */
export async function requireNoTokens(target: ClusterTarget): Promise<void> {
  const ours = drawnParties(PICTURE).filter(party => !PICTURE.outsiders.some(({ name }) => name === party));
  const census = await readCensus(target);
  const pods = ours.map(party => findPod(census, placesOf(party, PICTURE)));
  const found: string[] = [];
  let looked = 0;
  for (const pod of pods.filter(it => it !== undefined)) {
    const { stdout, stderr } = await runInPod(target, pod, [
      ...['bash', '-c', 'if test -e "$0"; then echo token; else echo none; fi', TOKEN],
    ]);
    if (!/^(token|none)$/m.test(stdout)) throw new Error(`${pod.name} cannot be looked into: ${stderr}`);
    looked += 1;
    if (stdout.trim() === 'token') found.push(pod.name);
  }
  if (looked === 0) throw new Error('No pod was looked into.');
  if (found.length > 0) throw new Error(`These pods have a token: ${found.join(', ')}`);
}

/** Asks as every service account of our namespaces. @throws where one has a right of its own */
export async function requireNoRights(target: ClusterTarget): Promise<void> {
  for (const namespace of OUR_NAMESPACES) {
    const accounts = await listObjects<LiveObject>(target, namespace, 'serviceaccounts');
    if (accounts.length === 0) throw new Error(`${namespace} has no service account to ask as.`);
    for (const { metadata } of accounts) {
      const surplus = surplusRights(await reviewRights(target, namespace, metadata.name));
      if (surplus.length > 0) throw new Error(`${metadata.name} in ${namespace} may: ${surplus.join()}`);
    }
  }
  // Whoever is asked for must be able to have some, or the question says nothing.
  const controller = await reviewRights(target, 'argocd', 'argocd-application-controller');
  if (surplusRights(controller).length === 0) throw new Error('Argo CD’s controller has no rights either.');
}
