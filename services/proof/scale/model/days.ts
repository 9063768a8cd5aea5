import { createRandom, type Random } from '../../faults/random.ts';
import { at, type Costs } from '../costs/costs.ts';
import { drawArrivals } from '../simulation/arrivals.ts';
import type { Scaling } from '../simulation/autoscaler.ts';
import type { Arrival } from '../simulation/simulate.ts';
import { exponential, weighted } from '../simulation/variates.ts';
import { AS_DEPLOYED, withNodes } from './clusters.ts';
import { CURVE, LENGTHS } from './workload.ts';

/** A day to be simulated. */
export type Day = {
  name: string;
  uploads: number;
  scaling: Scaling;
  /** So many more, all within ten minutes from noon on. */
  burst?: number;
  /** Videos up to so many minutes overtake longer ones. */
  firstMinutes?: number;
};

/** Pods that a day of a million may have; needs less, so that what is seen are delays and not the limit. */
const MANY = withNodes(400);

/** The days of the page. A hundred million uploads are a hundred cells of a million, each with a queue of its own. */
export const DAYS: readonly Day[] = [
  { name: '10,000, as deployed', uploads: 10_000, scaling: AS_DEPLOYED },
  { name: '10,000 and 1,000 at noon', uploads: 10_000, burst: 1_000, scaling: AS_DEPLOYED },
  { name: '… short videos first', uploads: 10_000, burst: 1_000, scaling: AS_DEPLOYED, firstMinutes: 6 },
  { name: '… with nodes, 40 pods', uploads: 10_000, burst: 1_000, scaling: withNodes(40) },
  { name: '1,000,000, as deployed', uploads: 1_000_000, scaling: AS_DEPLOYED },
  { name: '1,000,000, with nodes', uploads: 1_000_000, scaling: MANY },
  { name: '… a message a pod', uploads: 1_000_000, scaling: { ...MANY, messagesPerPod: 1 } },
  {
    name: '… 10 at least, a message a pod',
    uploads: 1_000_000,
    scaling: { ...MANY, min: 10, messagesPerPod: 1 },
  },
];

const NOON = 12 * 3_600;
const BURST_SECONDS = 600;

/** The uploads of a day: when they come, and how long a converter has to do with each. */
export function* drawDay(
  seed: number,
  { uploads, burst = 0 }: Day,
  costs: Pick<Costs, 'job'>,
): Generator<Arrival> {
  const random = createRandom(seed);
  const more = [...drawBurst(random, burst)];
  for (const time of drawArrivals(random, uploads, CURVE)) {
    while (more[0] !== undefined && more[0] < time) yield draw(random, more.shift() ?? time, costs);
    yield draw(random, time, costs);
  }
}

function* drawBurst(random: Random, count: number): Generator<number> {
  for (let at = NOON, left = count; left > 0; left -= 1) {
    at += exponential(random, BURST_SECONDS / count);
    yield at;
  }
}

/** A pod that has a core takes as long as its CPU time; the clock of a busy machine would tell of its neighbours. */
const draw = (random: Random, time: number, { job }: Pick<Costs, 'job'>): Arrival => {
  const { minutes } = weighted(random, LENGTHS);
  return { at: time, seconds: at(job.converterCpu, minutes), minutes };
};
