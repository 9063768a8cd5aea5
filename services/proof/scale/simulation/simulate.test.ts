import { expect, test } from 'vitest';
import { createRandom } from '../../faults/random.ts';
import { fixed, type Scaling } from './autoscaler.ts';
import { meanWait, shareThatWaits } from './erlang.ts';
import { type Arrival, simulate } from './simulate.ts';
import { exponential } from './variates.ts';

const aJob = (at: number, seconds: number): Arrival => ({ at, seconds, minutes: 1 });

/** Jobs of a Poisson process, one a second on average. */
function drawJobs(seed: number, count: number, drawSeconds: (draw: () => number) => number): Arrival[] {
  const random = createRandom(seed);
  let at = 0;
  return Array.from({ length: count }, () => {
    at += exponential(random, 1);
    return aJob(
      at,
      drawSeconds(() => exponential(random, 1)),
    );
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean and four standard errors of it; values in a row depend on each other, so batches of them are compared. */
function estimate(values: readonly number[], batches = 50) {
  const size = Math.floor(values.length / batches);
  const means = Array.from({ length: batches }, (_, index) =>
    mean(values.slice(index * size, (index + 1) * size)),
  );
  const center = mean(means);
  const variance = mean(means.map(it => (it - center) ** 2)) / (batches - 1);
  return { center, margin: 4 * Math.sqrt(variance) };
}

test.each([
  { servers: 1, load: 0.5 },
  { servers: 1, load: 0.8 },
  { servers: 4, load: 3 },
  { servers: 20, load: 16 },
])('waits as long as Erlang says with $servers servers of which $load are busy', ({ servers, load }) => {
  const { waits } = simulate(
    drawJobs(servers, 400_000, draw => load * draw()),
    fixed(servers),
  );
  const { center, margin } = estimate(waits);
  const expected = meanWait(servers, load, load);
  expect(Math.abs(center - expected)).toBeLessThan(margin);
  expect(margin).toBeLessThan(0.25 * expected); // else the line above says little
  const delayed = estimate(waits.map(wait => (wait > 0 ? 1 : 0)));
  expect(Math.abs(delayed.center - shareThatWaits(servers, load))).toBeLessThan(delayed.margin);
});

test('waits half as long where every job takes the same time (Pollaczek and Khinchin)', () => {
  const { waits } = simulate(
    drawJobs(5, 300_000, () => 0.8),
    fixed(1),
  );
  const { center, margin } = estimate(waits);
  expect(Math.abs(center - meanWait(1, 0.8, 0.8) / 2)).toBeLessThan(margin);
});

const following: Scaling = {
  ...fixed(1),
  max: 6,
  messagesPerPod: 2,
  metricAgeSeconds: 5,
  podStartSeconds: 10,
  nodeStartSeconds: 60,
  podsOnNodes: 3,
  downAfterSeconds: 300,
  downEverySeconds: 60,
};

test('neither loses nor invents a job, nor a second of work', () => {
  const jobs = drawJobs(6, 20_000, draw => 3 * draw());
  const { waits, busySeconds, podSeconds, mostPods } = simulate(jobs, following);
  expect(waits).toHaveLength(jobs.length);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
  expect(busySeconds).toBeCloseTo(jobs.reduce((sum, job) => sum + job.seconds, 0));
  expect(podSeconds).toBeGreaterThanOrEqual(busySeconds);
  expect(mostPods).toBe(6);
});

test('takes jobs in the order in which they came', () => {
  const jobs = [0, 1, 2, 3].map(at => aJob(at, 10));
  expect(simulate(jobs, fixed(1)).waits).toEqual([0, 9, 18, 27]);
});

test('lets short jobs overtake long ones that wait, and none that is worked on', () => {
  const jobs = [60, 60, 1, 1].map((seconds, at) => aJob(at, seconds));
  expect(simulate(jobs, fixed(1), ({ seconds }) => seconds < 10).waits).toEqual([0, 58, 58, 61]);
});

test('has the pods that a burst needs only after all the delays that it has to bear', () => {
  const burst = Array.from({ length: 8 }, () => aJob(0, 100));
  // One at once; two on nodes that are there at 15 + 5 + 10 s; one on a node that has to start 60 s later.
  expect(simulate(burst, following).waits).toEqual([0, 30, 30, 90, 100, 130, 130, 190]);
});

test('goes on with the pods that there is room for where no node comes', () => {
  const burst = Array.from({ length: 40 }, () => aJob(0, 60));
  const { mostPods, waits } = simulate(burst, { ...following, nodeStartSeconds: Number.POSITIVE_INFINITY });
  expect(mostPods).toBe(3);
  expect(waits).toHaveLength(40);
});

test('keeps pods for as long as they may still be needed, and lets them go one by one', () => {
  const burst = Array.from({ length: 8 }, () => aJob(0, 10));
  const straggler = aJob(2_000, 10);
  const { mostPods, podSeconds } = simulate([...burst, straggler], following);
  expect(mostPods).toBe(4);
  // From 30 s (one: 90 s) until one by one they go, the first after 300 s of quiet.
  expect(podSeconds).toBeGreaterThan(2_010 + 2 * 300 + 240);
  expect(podSeconds).toBeLessThan(2_010 + 3 * 500);
});
