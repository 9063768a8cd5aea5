import { expect, it } from 'vitest';
import { meets } from './subnet.ts';

it.each([
  ['10.66.0.0/16', true],
  ['10.66.255.1', true],
  ['10.66.128.0/18', true],
  ['10.67.0.0/16', false],
  ['10.0.0.0/8', false],
  ['0.0.0.0/0', false],
  ['default', false],
  ['192.168.0.1', false],
])('tells whether a route to %s meets our network', (destination, expected) => {
  expect(meets(destination, '10.66.0.0/16')).toBe(expected);
});
