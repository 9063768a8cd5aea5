import { expect, it } from 'vitest';
import { readChoice } from './choice.ts';

const read = (...args: string[]) => readChoice(args, [1, 2, 3, 4]);

it('plays the first two unless asked for others', () => {
  expect(read()).toEqual({ numbers: new Set([1, 2]), keep: false });
  expect(read('--all').numbers).toEqual(new Set([1, 2, 3, 4]));
  expect(read('--only', '2,4', '--keep')).toEqual({ numbers: new Set([2, 4]), keep: true });
});

it('says which scenarios there are to somebody who asks for another', () => {
  expect(() => read('--only=2,11')).toThrow('There is no scenario 11; there are 1, 2, 3, 4.');
  expect(() => read('--only=two')).toThrow('There is no scenario NaN');
});
