import { expect, test } from 'vitest';
import { at, type Batch, deriveCosts, drawLine } from './costs.ts';
import { type Counters, forEachCounter } from './counters.ts';

const idle = forEachCounter(() => 0.5);

const aBatch = (minutes: number, counted: Partial<Counters>): Batch => ({
  minutes,
  jobs: 4,
  videoBytes: 1_000 * minutes + 50,
  mp3Bytes: 100 * minutes,
  seconds: 20,
  counted: { ...forEachCounter(() => 10), ...counted }, // 10 in 20 s is what runs anyway
  serviceSeconds: [minutes, 3 * minutes],
});

test('a line through two points goes through both', () => {
  const line = drawLine([1, 5], [3, 9]);
  expect([at(line, 1), at(line, 3)]).toEqual([5, 9]);
});

test('what would begin below nothing begins at nothing, and what would fall with the length is constant', () => {
  expect(drawLine([1, 1], [3, 9])).toEqual({ fixed: 0, perMinute: 3 });
  expect(drawLine([1, 5], [3, 3])).toEqual({ fixed: 4, perMinute: 0 });
});

test('a job costs what its batch has cost beyond idling, shared among its jobs', () => {
  const [short, long] = [aBatch(1, { transactions: 10 + 4 * 12 }), aBatch(5, { transactions: 10 + 4 * 20 })];
  const { job } = deriveCosts(short, long, idle, idle);
  expect(job.transactions).toEqual({ fixed: 10, perMinute: 2 });
  expect(job.mails).toEqual({ fixed: 0, perMinute: 0 });
});

test('what is the same for all jobs of a length is a line through both lengths', () => {
  const { service, videoBytes } = deriveCosts(aBatch(1, {}), aBatch(5, {}), idle, idle);
  expect(service).toEqual({ fixed: 0, perMinute: 2 });
  expect(videoBytes).toEqual({ fixed: 50, perMinute: 1_000 });
});
