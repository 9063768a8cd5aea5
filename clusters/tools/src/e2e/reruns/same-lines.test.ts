import { expect, it } from 'vitest';
import { requireSameLines } from './same-lines.ts';

it('names in one line what is gone and what was added', () => {
  expect(() => requireSameLines('a\nb\nc', 'a\nc\nd')).toThrow(/^gone: b; added: d$/);
  expect(() => requireSameLines('a\nb', 'b\na')).toThrow('in another order');
  requireSameLines('a\nb', 'a\nb');
});
