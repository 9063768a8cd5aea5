import { createAutoscaler, type Scaling } from './autoscaler.ts';
import { createHeap } from './heap.ts';
import { createWaiting } from './waiting.ts';

/** An upload: when it was accepted, for how long it keeps a converter busy (both in seconds), and how long it is. */
export type Arrival = { at: number; seconds: number; minutes: number };

/** What came of it. */
export type Outcome = {
  /** Seconds from each upload's acceptance to its claim, in the order of the claims. */
  waits: number[];
  /** Those of them whose jobs may overtake others. */
  firstWaits: number[];
  /** Seconds of all pods together, from ready to gone. */
  podSeconds: number;
  busySeconds: number;
  mostPods: number;
};

/**
 * One queue, and converters that take one job at a time, as many as the autoscaler wants. Runs until everything is converted.
 *
 * @param arrivals in the order of their times
 * @param isFirst which jobs overtake the others; by default none do
 */
export function simulate(
  arrivals: Iterable<Arrival>,
  scaling: Scaling,
  isFirst: (arrival: Arrival) => boolean = () => false,
): Outcome {
  const autoscaler = createAutoscaler(scaling);
  const waiting = createWaiting(isFirst);
  const coming = arrivals[Symbol.iterator]();
  const completions = createHeap();
  /** When pods that were asked for will be ready, the soonest first. */
  const starts: number[] = [];
  const outcome: Outcome = {
    waits: [],
    firstWaits: [],
    podSeconds: 0,
    busySeconds: 0,
    mostPods: scaling.min,
  };
  /** Pods that are ready; those that were told to go and finish their job; the time of what happens. */
  let [pods, leaving, now] = [scaling.min, 0, 0];
  let next = coming.next();
  let look = scaling.syncSeconds;

  function take(): void {
    while (completions.size < pods && waiting.size > 0) {
      const job = waiting.take();
      outcome.waits.push(now - job.at);
      if (isFirst(job)) outcome.firstWaits.push(now - job.at);
      outcome.busySeconds += job.seconds;
      completions.push(now + job.seconds);
    }
  }

  function scale(): void {
    const there = pods - leaving + starts.length;
    const wanted = autoscaler.decide(now, waiting.size + completions.size, there);
    for (let pod = there; pod < wanted; pod += 1) {
      const nodeSeconds = pod < scaling.podsOnNodes ? 0 : scaling.nodeStartSeconds;
      starts.push(now + scaling.metricAgeSeconds + scaling.podStartSeconds + nodeSeconds);
    }
    starts.sort((a, b) => a - b);
    // Kubernetes takes a pod that is not ready before one that is.
    if (wanted < there && starts.pop() === undefined) leaving += 1;
  }

  /** An idle pod goes at once, a busy one when its job is done. */
  function leave(): void {
    while (leaving > 0 && completions.size < pods) {
      pods -= 1;
      leaving -= 1;
    }
  }

  while (!next.done || waiting.size > 0 || completions.size > 0) {
    const arrival = next.done ? Number.POSITIVE_INFINITY : next.value.at;
    const start = starts[0] ?? Number.POSITIVE_INFINITY;
    const then = Math.min(arrival, completions.peek(), start, look);
    outcome.podSeconds += pods * (then - now);
    now = then;
    if (now === completions.peek()) {
      completions.pop();
    } else if (now === start) {
      starts.shift();
      pods += 1;
    } else if (now === arrival && !next.done) {
      waiting.add(next.value);
      next = coming.next();
    } else {
      look += scaling.syncSeconds;
      scale();
    }
    leave();
    take();
    outcome.mostPods = Math.max(outcome.mostPods, pods);
  }
  return outcome;
}
