import { expect, it } from 'vitest';
import { matchesGlob } from './glob.ts';

it.each([
  ['*', 'a/b.yaml', true],
  ['*.yaml', 'a/b.yaml', true],
  ['{a,b}.yaml', 'b.yaml', true],
  ['{a,b}.yaml', 'c.yaml', false],
  ['a.yaml', 'a-yaml', false],
  ['a?', 'ab', true],
])('matches as Argo CD does: %s, %s', (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected);
});
