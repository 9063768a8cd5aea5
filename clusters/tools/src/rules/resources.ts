import type { Container, PodSpec } from '../kubernetes/objects.ts';
import { findInContainers, findInPods } from '../kubernetes/workloads.ts';
import type { Rule } from './rule.ts';

/**
 * A container that may use more memory than it asked for is killed when its neighbours want theirs: request and limit are
 * one figure. A CPU limit is not asked for: it slows a process down while the node is idle.
 */
export const resourcesRule: Rule = {
  name: 'containers ask for CPU and memory, and get no more memory than they ask for; scratch space is bounded',
  find: manifests => [
    ...findInContainers(manifests, containerProblems),
    ...findInPods(manifests, unboundedVolumes),
  ],
};

function containerProblems({ resources: { requests = {}, limits = {} } = {} }: Container): string[] {
  return [
    ...(['cpu', 'memory'] as const).filter(name => !requests[name]).map(name => `no request for ${name}`),
    ...(limits.memory ? [] : ['no limit for memory']),
    ...(requests.memory && limits.memory && requests.memory !== limits.memory
      ? [`the memory request ${requests.memory} is not the limit ${limits.memory}`]
      : []),
  ];
}

function unboundedVolumes({ volumes = [] }: PodSpec): string[] {
  return volumes
    .filter(volume => 'emptyDir' in volume && !volume.emptyDir?.sizeLimit)
    .map(({ name }) => `the emptyDir ${name} has no sizeLimit`);
}
