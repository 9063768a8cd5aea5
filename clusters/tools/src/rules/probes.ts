import { workloadsOf } from '../kubernetes/workloads.ts';
import type { Rule } from './rule.ts';

/** Both are needed: readiness takes a pod out of traffic, liveness restarts one that hangs. */
const PROBES = ['readinessProbe', 'livenessProbe'] as const;

/** Containers that end have no probes: their exit code says it all. */
export const probesRule: Rule = {
  name: 'what runs for ever has probes',
  find: manifests =>
    workloadsOf(manifests)
      .filter(({ isLongRunning }) => isLongRunning)
      .flatMap(({ title, pod: { containers = [], initContainers = [] } }) =>
        [...containers, ...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')].flatMap(
          container =>
            PROBES.filter(probe => !container[probe]).map(
              probe => `${title}, container ${container.name}: no ${probe}`,
            ),
        ),
      ),
};
