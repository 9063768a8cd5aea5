/** How the number of pods follows the queue, and how long each step of that takes. Times in seconds. */
export type Scaling = {
  min: number;
  max: number;
  /** Messages a pod, those that are being worked on included. */
  messagesPerPod: number;
  /** Between two looks of the HorizontalPodAutoscaler; at each it asks KEDA, and KEDA the broker. */
  syncSeconds: number;
  /** How old the broker's count of its messages may be. */
  metricAgeSeconds: number;
  /** From the decision to a pod that takes messages, on a node that is there. */
  podStartSeconds: number;
  /** What comes on top where a node has to be started first. */
  nodeStartSeconds: number;
  /** Pods for which nodes are there all the time. */
  podsOnNodes: number;
  /** For so long fewer pods must have been enough before one goes. */
  downAfterSeconds: number;
  /** From one pod that goes to the next. */
  downEverySeconds: number;
};

/** Decides how many pods there shall be. */
export type Autoscaler = { decide(now: number, messages: number, pods: number): number };

/** A deviation from the target that is let pass: `--horizontal-pod-autoscaler-tolerance`. */
const TOLERANCE = 0.1;

/** A look adds 4 pods, or as many as there are: Kubernetes' default for `behavior.scaleUp`, of which our charts say nothing. */
const mostAfterOneLook = (pods: number) => Math.max(pods + 4, 2 * pods);

/**
 * The HorizontalPodAutoscaler for an external metric with an average as its target. It adds pods at once, and takes one away when
 * the highest of its recommendations in `downAfterSeconds` is lower than what there is.
 */
export function createAutoscaler(scaling: Scaling): Autoscaler {
  let recommended: { at: number; pods: number }[] = [];
  let lastDown = Number.NEGATIVE_INFINITY;

  return {
    decide(now, messages, pods) {
      const wanted = clamp(recommend(scaling, messages, pods), scaling.min, scaling.max);
      recommended = recommended.filter(({ at }) => at > now - scaling.downAfterSeconds);
      recommended.push({ at: now, pods: wanted });
      if (wanted > pods) return Math.min(wanted, mostAfterOneLook(pods));
      const stable = Math.max(...recommended.map(it => it.pods));
      if (stable >= pods || now - lastDown < scaling.downEverySeconds) return pods;
      lastDown = now;
      return pods - 1;
    },
  };
}

function recommend({ messagesPerPod }: Scaling, messages: number, pods: number): number {
  const ratio = messages / (messagesPerPod * pods);
  return Math.abs(ratio - 1) <= TOLERANCE ? pods : Math.ceil(messages / messagesPerPod);
}

const clamp = (value: number, min: number, max: number) => Math.min(Math.max(value, min), max);

/** A number of pods that never changes. */
export const fixed = (pods: number): Scaling => ({
  min: pods,
  max: pods,
  messagesPerPod: 1,
  syncSeconds: 15,
  metricAgeSeconds: 0,
  podStartSeconds: 0,
  nodeStartSeconds: 0,
  podsOnNodes: pods,
  downAfterSeconds: 0,
  downEverySeconds: 0,
});
