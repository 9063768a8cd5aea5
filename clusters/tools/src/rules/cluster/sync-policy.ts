import type { ClusterRule } from './cluster-rule.ts';

/**
 * Without a limit of -1 Argo CD gives up on a revision after 5 failures; without `refresh` it tries the old one for ever
 * while the new one waits. Client-side apply fails on large objects, and Argo CD on itself.
 */
export const syncPolicyRule: ClusterRule = {
  name: 'an Application is synced, healed and retried without end, by server-side apply',
  find: ({ applications }) =>
    applications.flatMap(({ name, syncPolicy: { automated, syncOptions = [], retry } }) =>
      [
        ...(automated ? [] : ['syncPolicy.automated is missing']),
        ...(automated?.selfHeal ? [] : ['syncPolicy.automated.selfHeal is not true']),
        ...(automated?.prune === undefined ? ['syncPolicy.automated.prune is not decided'] : []),
        ...(retry?.limit === -1 ? [] : ['syncPolicy.retry.limit is not -1']),
        ...(retry?.refresh ? [] : ['syncPolicy.retry.refresh is not true']),
        ...(syncOptions.includes('ServerSideApply=true') ? [] : ['syncOptions lack ServerSideApply=true']),
      ].map(problem => `Application ${name}: ${problem}`),
    ),
};
