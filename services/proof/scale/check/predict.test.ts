import { expect, test } from 'vitest';
import { predict } from './predict.ts';
import { drawTrace, LOAD } from './trace.ts';

const [short, long] = [30, 60].map(seconds => ({ file: `${seconds}.mp4`, seconds })) as [Video, Video];
type Video = { file: string; seconds: number };
const times = [
  { video: short, served: 1 },
  { video: long, served: 3 },
];

test('a trace keeps converters as busy as it should', () => {
  const trace = drawTrace(1, { seconds: 20_000, converters: 3, meanService: 2, videos: [short, long] });
  const busy = trace.reduce((sum, { video }) => sum + (video === short ? 1 : 3), 0) / 20_000;
  expect(busy / 3).toBeCloseTo(LOAD, 1);
  expect(trace).toEqual(trace.toSorted((a, b) => a.at - b.at));
});

test('each upload is predicted by what its own video has taken', () => {
  const uploads = [long, short, long].map(video => ({ at: 0, video }));
  const [draw] = predict(1, uploads, times, 1);
  expect(draw).toEqual({ p50: 3, p95: 4, p99: 4, max: 4 });
  expect(predict(1, uploads, times, 3)[0]?.max).toBe(0);
});

test('times that vary give predictions that vary, the same for the same seed', () => {
  const uploads = Array.from({ length: 20 }, (_, at) => ({ at, video: short }));
  const varied = [...times, { video: short, served: 2 }];
  const maxima = predict(1, uploads, varied, 1).map(({ max }) => max);
  expect(new Set(maxima).size).toBeGreaterThan(1);
  expect(predict(1, uploads, varied, 1).map(({ max }) => max)).toEqual(maxima);
});
