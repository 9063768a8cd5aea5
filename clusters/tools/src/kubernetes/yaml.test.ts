import { expect, it } from 'vitest';
import { parseDocuments } from './yaml.ts';

it.each([
  ['0400', 256],
  ['on', true],
  ['1.5', 1.5],
  ['.5', 0.5],
  ['1e3', 1000],
  ['.inf', Number.POSITIVE_INFINITY],
  ['.', '.'],
  ['e5', 'e5'],
  ['22:30', '22:30'],
  ['2026-01-01', '2026-01-01'],
  ['2026-01-01T10:00:00Z', '2026-01-01T10:00:00Z'],
])('reads %s as Kubernetes does', (written, expected) => {
  expect(parseDocuments(`key: ${written}`)).toEqual([{ key: expected }]);
});

it('merges what an alias names', () => {
  expect(parseDocuments('a: &a {b: 1}\nc:\n  <<: *a\n')).toEqual([{ a: { b: 1 }, c: { b: 1 } }]);
});
