import { openCluster } from './cluster.ts';
import { waitUntilSingle } from './parts.ts';
import { readPods } from './pods.ts';
import { requireNoRights, requireNoTokens } from './policy/accounts.ts';
import { admissionProblems, FORBIDDEN_PODS } from './policy/admission.ts';
import { tryLogins } from './policy/logins.ts';
import { tryNetwork } from './policy/network.ts';
import type { Scenario } from './scenario.ts';

/** All that enforce the profile: those of platform/namespaces. */
const NAMESPACES = ['video-converter', 'datastores', 'argocd', 'keda', 'sealed-secrets'];

/** What must not work does not: connections that are not in the picture, pods that ask for too much, users beyond their rights. */
export const policy: Scenario = {
  number: 8,
  title: 'Policy',
  async run(step) {
    const { target } = await openCluster();
    await waitUntilSingle(target); // what an autoscaler takes away meanwhile could not try to the end
    const [gateway] = await readPods(target, 'gateway');
    const image = gateway?.spec.containers[0]?.image ?? ''; // any with a shell and Node.js
    await tryNetwork(step, target, image);
    await step(
      `${NAMESPACES.length} namespaces refuse ${FORBIDDEN_PODS} pods that ask for too much, root and privileged among them, and admit a sound one`,
      async () => {
        const problems = await Promise.all(
          NAMESPACES.map(namespace => admissionProblems(target, namespace, image)),
        );
        if (problems.flat().length > 0) throw new Error(problems.flat().join('; '));
      },
    );
    await step('no pod of ours has a token of the API server', () => requireNoTokens(target));
    await step('no service account of ours has any right there', () => requireNoRights(target));
    await tryLogins(step, target, image);
  },
};
