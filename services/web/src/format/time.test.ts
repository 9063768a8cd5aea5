import { expect, it } from 'vitest';
import { formatDuration, formatTimeLeft } from './time.ts';

it.each([
  [0, '0:00'],
  [5.3, '0:05'],
  [59.6, '1:00'],
  [3_723, '1:02:03'],
])('writes a duration of %d s as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it.each([
  [0.2, 'about 1 s left'],
  [59, 'about 59 s left'],
  [61, 'about 2 min left'],
  [4_000, 'about 2 h left'],
])('writes %d s that are left as "%s"', (seconds, text) => {
  expect(formatTimeLeft(seconds)).toBe(text);
});
