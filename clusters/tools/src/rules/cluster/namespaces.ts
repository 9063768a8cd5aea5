import { describe, type Manifest, ofKind } from '../../kubernetes/objects.ts';
import { matches } from '../../kubernetes/selector.ts';
import { workloadsOf } from '../../kubernetes/workloads.ts';
import { type ClusterRule, objectsOf } from './cluster-rule.ts';

/** The cluster's own: every cluster has it, and its pods need more than `restricted` allows. */
const OF_THE_CLUSTER = ['kube-system'];
const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** A namespace that Argo CD or a person makes on the way has no labels, so no pod security and no default policy. */
export const namespacesRule: ClusterRule = {
  name: 'every namespace is made here, enforces pod security, and denies what no policy allows',
  find: cluster => {
    const manifests = objectsOf(cluster).map(({ manifest }) => manifest);
    const made = manifests.filter(({ kind }) => kind === 'Namespace');
    const names = [...made.map(({ metadata }) => metadata.name), ...OF_THE_CLUSTER];
    return [
      ...manifests
        .filter(({ metadata: { namespace } }) => namespace && !names.includes(namespace))
        .map(
          manifest =>
            `${describe(manifest)} is in namespace ${manifest.metadata.namespace}, which nothing makes`,
        ),
      ...made.flatMap(namespace =>
        problems(namespace, manifests).map(problem => `${describe(namespace)}: ${problem}`),
      ),
      ...openPods(manifests),
    ];
  },
};

function problems({ metadata: { name, labels } }: Manifest, manifests: readonly Manifest[]): string[] {
  const denies = ofKind(manifests, 'NetworkPolicy').some(
    ({ metadata, spec = {} }) =>
      metadata.namespace === name &&
      Object.keys(spec.podSelector ?? {}).length === 0 &&
      ['Ingress', 'Egress'].every(type => spec.policyTypes?.includes(type)) &&
      !spec.ingress?.length &&
      !spec.egress?.some(({ to, ports }) => !to && !ports),
  );
  return [
    ...(labels?.[ENFORCE] === 'restricted' ? [] : [`${ENFORCE} is not restricted`]),
    ...(denies ? [] : ['no network policy of all its pods lets nobody in, and not everything out']),
  ];
}

/** The cluster's own namespaces have no policy of all their pods, so each of ours there needs its own. */
function openPods(manifests: readonly Manifest[]): string[] {
  const policies = ofKind(manifests, 'NetworkPolicy');
  return workloadsOf(manifests)
    .filter(({ namespace }) => OF_THE_CLUSTER.includes(namespace))
    .filter(({ namespace, labels }) => {
      const own = policies.filter(
        ({ metadata, spec }) => metadata.namespace === namespace && matches(spec?.podSelector ?? {}, labels),
      );
      return !['Ingress', 'Egress'].every(type => own.some(({ spec }) => spec?.policyTypes?.includes(type)));
    })
    .map(
      ({ title, namespace }) => `${title}: no network policy of its own, and ${namespace} has none for all`,
    );
}
