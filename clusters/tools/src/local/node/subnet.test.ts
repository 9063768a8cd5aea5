import { expect, it } from 'vitest';
import { overlap } from './subnet.ts';

it.each([
  ['10.66.0.0/16', '10.66.255.1', true],
  ['10.66.0.0/16', '10.0.0.0/8', true],
  ['10.66.0.0/16', '10.66.128.0/18', true],
  ['10.66.0.0/16', '10.67.0.0/16', false],
  ['10.66.0.0/16', '192.168.0.0/16', false],
  ['10.66.0.0/18', '10.66.64.0/18', false],
])('tells whether %s and %s overlap', (one, other, expected) => {
  expect(overlap(one, other)).toBe(expected);
  expect(overlap(other, one)).toBe(expected);
});
