import { expect, test } from 'vitest';
import { formatColumns, toFigure, toTime } from './text-table.ts';

test('columns are aligned, the first to the left', () => {
  expect(
    formatColumns(
      ['part', 'need'],
      [
        ['a', '10'],
        ['long', '2,000'],
      ],
    ),
  ).toBe(['part   need', '────  ─────', 'a        10', 'long  2,000'].join('\n'));
});

test.each([
  [0, '0'],
  [0.012_345, '0.0123'],
  [1.234_5, '1.23'],
  [98.76, '98.8'],
  [1_234_567, '1,234,567'],
  [0.000_012_3, '1.2e-5'],
])('%d is written as %s', (value, text) => {
  expect(toFigure(value)).toBe(text);
});

test.each([
  [3.14, '3.14 s'],
  [600, '10 min'],
  [10_800, '3 h'],
  [864_000, '10 d'],
])('%d seconds are %s', (seconds, text) => {
  expect(toTime(seconds)).toBe(text);
});
