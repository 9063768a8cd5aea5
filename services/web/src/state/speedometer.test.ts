import { expect, it } from 'vitest';
import { createSpeedometer } from './speedometer.ts';

it('says nothing at first, then the speed of the last seconds', () => {
  const { measure } = createSpeedometer();
  expect(measure(0, 0)).toBeUndefined();
  expect(measure(100, 100)).toBeUndefined();
  expect(measure(1_000, 1_000)).toBe(1_000);
  measure(1_000, 6_000);
  expect(measure(1_500, 7_000)).toBe(500); // what was before 2 s is forgotten
});
