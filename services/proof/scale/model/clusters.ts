import type { Scaling } from '../simulation/autoscaler.ts';
import type { Assumption } from './assumption.ts';

/** What is neither ours to decide nor measured here. */
export const DELAYS = {
  syncSeconds: {
    value: 15,
    unit: 's',
    because:
      'kube-controller-manager’s --horizontal-pod-autoscaler-sync-period; at each look KEDA asks the broker, since `useCachedMetrics` is off. KEDA’s own `pollingInterval` matters between no pod and one alone, and ours never goes below one',
  },
  metricAgeSeconds: { value: 5, unit: 's', because: 'RabbitMQ’s collect_statistics_interval' },
  podStartSeconds: {
    value: 10,
    unit: 's',
    because: 'image on the node: scheduled, container made, Node.js started, queue consumed',
  },
  nodeStartSeconds: {
    value: 65,
    unit: 's',
    because: 'kube.fm/faster-eks-node-and-pod-startup-jan: an EKS node as it comes',
  },
} satisfies Record<string, Assumption>;

/**
 * `apps/service`: `services/converter.yaml`, `values.yaml`, `templates/scaled-object.yaml`. Three nodes have room for three converters, and
 * nothing adds nodes by itself (clusters/eks/README.md), so a fourth waits for somebody who does.
 */
export const AS_DEPLOYED: Scaling = {
  min: 1,
  max: 4,
  messagesPerPod: 2,
  downAfterSeconds: 300,
  downEverySeconds: 60,
  podsOnNodes: 3,
  syncSeconds: DELAYS.syncSeconds.value,
  metricAgeSeconds: DELAYS.metricAgeSeconds.value,
  podStartSeconds: DELAYS.podStartSeconds.value,
  nodeStartSeconds: Number.POSITIVE_INFINITY,
};

/** The same with something that adds nodes, such as Karpenter, and so many pods at most. */
export const withNodes = (max: number): Scaling => ({
  ...AS_DEPLOYED,
  max,
  nodeStartSeconds: DELAYS.nodeStartSeconds.value,
});
