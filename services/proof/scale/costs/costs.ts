import { type Counter, type Counters, forEachCounter } from './counters.ts';

/** What one thing costs: so much, and so much more for each minute of audio. */
export type Line = { fixed: number; perMinute: number };

/** The value of a line at so many minutes. */
export const at = ({ fixed, perMinute }: Line, minutes: number): number => fixed + perMinute * minutes;

/** What was measured of jobs of one length, all of them alike. */
export type Batch = {
  minutes: number;
  jobs: number;
  videoBytes: number;
  mp3Bytes: number;
  /** How long all of it took. */
  seconds: number;
  counted: Counters;
  /** From claim to `converted`, of each. */
  serviceSeconds: readonly number[];
};

/** What the model is fed with. */
export type Costs = {
  /** One upload with its conversion, its mail and one download. */
  job: Record<Counter, Line>;
  /** From claim to `converted` by the clock, with whatever else the machine did. */
  service: Line;
  videoBytes: Line;
  mp3Bytes: Line;
  /** What runs without anybody using it: of each counter, a second. */
  idle: Counters;
  login: Counters;
};

/** Draws lines through what jobs of two lengths cost, without what the time alone would have cost. */
export function deriveCosts(short: Batch, long: Batch, idle: Counters, login: Counters): Costs {
  const line = (value: (batch: Batch) => number) =>
    drawLine([short.minutes, value(short)], [long.minutes, value(long)]);
  const job = forEachCounter(name =>
    line(({ counted, seconds, jobs }) => (counted[name] - idle[name] * seconds) / jobs),
  );
  const service = line(({ serviceSeconds }) => mean(serviceSeconds));
  const videoBytes = line(batch => batch.videoBytes);
  const mp3Bytes = line(batch => batch.mp3Bytes);
  return { job, service, videoBytes, mp3Bytes, idle, login };
}

/** Where two points would begin below nothing, which is noise, a line from the origin to the farther point. */
export function drawLine([x1, y1]: Point, [x2, y2]: Point): Line {
  const perMinute = Math.max(0, (y2 - y1) / (x2 - x1));
  const fixed = perMinute === 0 ? (y1 + y2) / 2 : y1 - perMinute * x1;
  return fixed < 0 ? { fixed: 0, perMinute: Math.max(0, y2 / x2) } : { fixed, perMinute };
}

type Point = readonly [minutes: number, value: number];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
