import { expect, test } from 'vitest';
import { startingPoint } from './since.ts';

const now = new Date('2026-11-24T08:00:00Z');

test('a stream begins at the last event, or now where there is none or one of the future', () => {
  expect(startingPoint('2026-11-24T07:00:00.123Z', now)).toEqual(new Date('2026-11-24T07:00:00.123Z'));
  expect(startingPoint(undefined, now)).toBe(now);
  expect(startingPoint('2030-01-01T00:00:00Z', now)).toBe(now);
});

test('an instant that does not exist is refused', () => {
  expect(() => startingPoint('2026-13-45T99:00:00Z', now)).toThrow(expect.objectContaining({ status: 400 }));
});
