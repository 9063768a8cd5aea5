import { expect, test } from 'vitest';
import type { Costs } from '../costs/costs.ts';
import { forEachCounter } from '../costs/counters.ts';
import type { Limits } from '../costs/limits.ts';
import { DAY, peakFactor } from '../simulation/arrivals.ts';
import { carries, listCeilings, sortBySaturation } from './ceilings.ts';
import { AS_DEPLOYED } from './clusters.ts';
import { type Day, drawDay } from './days.ts';
import { deriveNeeds, needOf } from './needs.ts';
import { CURVE, LENGTHS, meanMinutes } from './workload.ts';

const costs: Costs = {
  job: forEachCounter(() => ({ fixed: 1, perMinute: 2 })),
  service: { fixed: 0.5, perMinute: 1 },
  videoBytes: { fixed: 0, perMinute: 40e6 },
  mp3Bytes: { fixed: 0, perMinute: 1e6 },
  idle: forEachCounter(() => 0),
  login: forEachCounter(() => 4),
};
const limits: Limits = {
  postgres: { transactionsPerSecond: 700, jobBytes: 1_000 },
  broker: { messagesPerSecond: 1_000 },
};
const needs = deriveNeeds(costs, limits, 10);

test('shares of lengths add up to one', () => {
  expect(LENGTHS.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  expect(CURVE).toHaveLength(24);
  expect(
    meanMinutes([
      { share: 0.5, minutes: 2 },
      { share: 0.5, minutes: 4 },
    ]),
  ).toBe(3);
});

test('an upload takes what its length costs, and its share of a login', () => {
  expect(needs).toMatchObject({
    converterCores: 21,
    transactions: 21 + 0.5 * 4,
    logins: 0.5,
    gatewayIn: 400,
  });
  expect(needs.stored).toBeCloseTo((0.98 * 10e6 + 0.02 * 400e6) * 7 * 1e-9);
  expect(needs.rows).toBeCloseTo(1_000 * 37 * 1e-9);
});

test('a rate is needed every second, most of all in the busiest hour; a stock is just there', () => {
  const { average, peak } = needOf('converterCores', needs, DAY);
  expect(average).toBeCloseTo(21);
  expect(peak / average).toBeCloseTo(peakFactor(CURVE));
  expect(needOf('stored', needs, 2).peak).toBe(2 * needs.stored);
});

test('at what a part carries, its busiest hour takes all of it but the headroom', () => {
  for (const ceiling of listCeilings(limits)) {
    const { peak } = needOf(ceiling.part, needs, carries(ceiling, needs));
    expect(peak / ceiling.value).toBeCloseTo(0.7);
  }
});

test('what carries least is full first', () => {
  const order = sortBySaturation(listCeilings(limits), needs).map(ceiling => carries(ceiling, needs));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test('a day has its uploads in order, a burst included, as long as they were measured', () => {
  const day: Day = { name: '', uploads: 20_000, burst: 500, scaling: AS_DEPLOYED };
  const arrivals = [...drawDay(1, day, costs)];
  expect(arrivals.map(it => it.at)).toEqual(arrivals.map(it => it.at).toSorted((a, b) => a - b));
  const quiet = [...drawDay(1, { ...day, burst: 0 }, costs)];
  const inBurst = (list: typeof arrivals) => list.filter(it => Math.floor(it.at / 600) === 72).length;
  expect(inBurst(arrivals) - inBurst(quiet)).toBeGreaterThan(300);
  const mean = (pick: (it: (typeof arrivals)[number]) => number) =>
    arrivals.reduce((sum, it) => sum + pick(it), 0) / arrivals.length;
  expect(mean(it => it.minutes) / meanMinutes()).toBeCloseTo(1, 1);
  expect(mean(it => it.seconds) / (1 + 2 * meanMinutes())).toBeCloseTo(1, 1);
});
