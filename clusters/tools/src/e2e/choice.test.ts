import { expect, it } from 'vitest';
import { readChoice } from './choice.ts';

const read = (...args: string[]) => readChoice(args, [1, 2, 3, 4]);

it('plays the first two unless asked for others', () => {
  expect(read()).toMatchObject({ numbers: new Set([1, 2]), keep: false, wherePossible: false });
  expect(read('--all').numbers).toEqual(new Set([1, 2, 3, 4]));
  expect(read('--only', '2,4', '--keep')).toMatchObject({ numbers: new Set([2, 4]), keep: true });
});

it('takes all the time that it needs, where possible, unless it is given less', () => {
  expect(read('--where-possible')).toMatchObject({ wherePossible: true, within: Infinity });
  expect(read('--where-possible', '--within', '30')).toMatchObject({ within: 30 });
});

it('says how it is used', () => {
  expect(() => read('--force')).toThrow("Unknown option '--force'");
  expect(() => read('--within', 'soon')).toThrow('soon is no number of minutes.\nUsage: npm run e2e');
});

it('says which scenarios there are to somebody who asks for another', () => {
  expect(() => read('--only=2,11')).toThrow('There is no scenario 11; there are 1, 2, 3, 4.');
  expect(() => read('--only=two')).toThrow('There is no scenario NaN');
});
