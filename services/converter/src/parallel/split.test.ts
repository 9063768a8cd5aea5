import { expect, it } from 'vitest';
import { OVERLAP_FRAMES, splitAudio } from './split.ts';

const FRAME = 1_152;

it('splits where the pattern of padded frames begins anew, with an overlap', () => {
  const [first, second, ...others] = splitAudio(600, 44_100, 2);
  expect(others).toEqual([]);
  expect(first?.start).toBe(0);
  expect((second?.start ?? 1) % (49 * FRAME)).toBe(0);
  expect(first?.end).toBe((second?.start ?? 0) + OVERLAP_FRAMES * FRAME);
  expect(second).not.toHaveProperty('end');
});

it('makes later parts shorter, since more has to be decoded before them', () => {
  const starts = splitAudio(3_600, 48_000, 4).map(({ start }) => start / 48_000);
  const lengths = starts.map((start, n) => (starts[n + 1] ?? 3_600) - start);
  expect(lengths).toHaveLength(4);
  expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
  expect(lengths.at(-1)).toBeGreaterThan(3_600 / 5);
});

it('leaves short audio, and audio for one core, in one part', () => {
  expect(splitAudio(600, 48_000, 1)).toEqual([{ start: 0 }]);
  expect(splitAudio(29, 48_000, 2)).toEqual([{ start: 0 }]);
  expect(splitAudio(30, 48_000, 2)).toHaveLength(2);
  expect(splitAudio(100_000, 48_000, 99)).toHaveLength(8);
});
