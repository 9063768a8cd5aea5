import { expect, it } from 'vitest';
import { matches } from './selector.ts';

const labels = { app: 'web', tier: 'front' };

it.each([
  [{}, true],
  [{ matchLabels: { app: 'web' } }, true],
  [{ matchLabels: { app: 'web', tier: 'back' } }, false],
  [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'data'] }] }, true],
  [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, false],
  [{ matchExpressions: [{ key: 'job', operator: 'NotIn', values: ['web'] }] }, true],
  [{ matchExpressions: [{ key: 'job', operator: 'Exists' }] }, false],
  [{ matchLabels: { app: 'web' }, matchExpressions: [{ key: 'job', operator: 'DoesNotExist' }] }, true],
])('selects as Kubernetes does: %j', (selector, expected) => {
  expect(matches(selector, labels)).toBe(expected);
});

it('refuses an operator that Kubernetes does not have', () => {
  expect(() => matches({ matchExpressions: [{ key: 'app', operator: 'Like' }] }, labels)).toThrow('Like');
});
