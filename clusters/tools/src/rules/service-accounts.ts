import { describe, type Manifest, ofKind } from '../kubernetes/objects.ts';
import { findInPods } from '../kubernetes/workloads.ts';
import type { Rule } from './rule.ts';

type ServiceAccount = Manifest & { automountServiceAccountToken?: boolean };

/** Nothing of ours talks to the Kubernetes API; whoever breaks into a pod should not either. */
export const serviceAccountsRule: Rule = {
  name: 'no pod has a token of the Kubernetes API, and none runs under the default account',
  find: manifests => [
    ...findInPods(manifests, ({ automountServiceAccountToken: token, serviceAccountName: account }) => [
      ...(token === false ? [] : ['automountServiceAccountToken is not false']),
      ...(account && account !== 'default' ? [] : ['no service account of its own']),
    ]),
    ...(ofKind(manifests, 'ServiceAccount') as ServiceAccount[])
      .filter(account => account.automountServiceAccountToken !== false)
      .map(account => `${describe(account)}: automountServiceAccountToken is not false`),
  ],
};
