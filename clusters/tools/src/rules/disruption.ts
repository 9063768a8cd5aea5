import { describe, type Manifest, ofKind, type Specs } from '../kubernetes/objects.ts';
import { leastReplicas } from './replicas.ts';
import type { Rule } from './rule.ts';
import { selectedBy } from './workload-selection.ts';

type Budget = Manifest<Specs['PodDisruptionBudget']>;

/**
 * A budget that allows no eviction blocks the drain of a node, and with it every upgrade of the cluster. One without
 * `AlwaysAllow` blocks it as well, as soon as a pod is broken.
 */
export const disruptionRule: Rule = {
  name: 'disruption budgets never block a drain, and whatever has replicas has one',
  find: manifests => {
    const budgets = ofKind(manifests, 'PodDisruptionBudget');
    return [
      ...budgets.flatMap(budget =>
        budgetProblems(budget, manifests).map(problem => `${describe(budget)}: ${problem}`),
      ),
      ...(['Deployment', 'StatefulSet'] as const)
        .flatMap(kind => ofKind(manifests, kind))
        .filter(workload => leastReplicas(workload, manifests) > 1)
        .filter(
          workload =>
            !budgets.some(budget =>
              selectedBy(budget.spec?.selector, budget, manifests).some(it => it.manifest === workload),
            ),
        )
        .map(workload => `${describe(workload)}: no disruption budget`),
    ];
  },
};

function budgetProblems(budget: Budget, manifests: readonly Manifest[]): string[] {
  const { spec: { selector, unhealthyPodEvictionPolicy } = {} } = budget;
  return [
    ...(unhealthyPodEvictionPolicy === 'AlwaysAllow'
      ? []
      : ['unhealthyPodEvictionPolicy is not AlwaysAllow']),
    ...selectedBy(selector, budget, manifests)
      .map(({ title, manifest }) => ({ title, replicas: leastReplicas(manifest, manifests) }))
      .filter(({ replicas }) => evictable(budget, replicas) < 1)
      .map(({ title, replicas }) => `allows no eviction while ${title} has ${replicas}`),
  ];
}

/** How many of so many healthy pods may go; Kubernetes rounds percentages up, whichever of the two they are given for. */
function evictable({ spec: { minAvailable, maxUnavailable } = {} }: Budget, replicas: number): number {
  if (maxUnavailable !== undefined) return absolute(maxUnavailable, replicas);
  return replicas - absolute(minAvailable ?? 0, replicas);
}

function absolute(amount: number | string, replicas: number): number {
  if (typeof amount === 'number') return amount;
  return Math.ceil((Number.parseInt(amount, 10) / 100) * replicas);
}
