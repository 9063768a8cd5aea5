import { expect, it } from 'vitest';
import { lineDifference } from './line-difference.ts';

const lines = (...all: string[]) => all.join('\n');

it('shows what changed with three lines around it', () => {
  const before = ['1', '2', '3', '4', 'old', '6', '7', '8', '9'];
  const after = before.map(line => (line === 'old' ? 'new' : line));
  expect(lineDifference(before.join('\n'), after.join('\n'))).toBe(
    lines('  2', '  3', '  4', '- old', '+ new', '  6', '  7', '  8'),
  );
});

it('says where lines are left out between two changes', () => {
  const before = ['a', '1', '2', '3', '4', '5', '6', '7', 'b'];
  const after = ['A', '1', '2', '3', '4', '5', '6', '7', 'B'];
  expect(lineDifference(before.join('\n'), after.join('\n'))).toBe(
    lines('- a', '+ A', '  1', '  2', '  3', '…', '  5', '  6', '  7', '- b', '+ B'),
  );
});

it('finds lines that stayed between others', () => {
  expect(lineDifference(lines('a', 'x', 'b'), lines('c', 'x', 'd', 'b'))).toBe(
    lines('- a', '+ c', '  x', '+ d', '  b'),
  );
});

it('shows all of what is new or gone', () => {
  expect(lineDifference('', lines('a', 'b'))).toBe(lines('+ a', '+ b'));
  expect(lineDifference(lines('a', 'b'), '')).toBe(lines('- a', '- b'));
});

it('shows huge texts that differ throughout as removed and added', () => {
  const text = (sign: string) => Array.from({ length: 3000 }, (_, index) => `${sign}${index}`).join('\n');
  const difference = lineDifference(text('a'), text('b')).split('\n');
  expect(difference.slice(0, 1)).toEqual(['- a0']);
  expect(difference).toHaveLength(6000);
});
