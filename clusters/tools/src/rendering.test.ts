import { expect, it } from 'vitest';
import { pick } from './rendering.ts';

const renderings = ['auth', 'gateway'].map(name => ({ app: { name } }));

it('picks apps by name, or all', () => {
  expect(pick(renderings, ['gateway'])).toEqual([{ app: { name: 'gateway' } }]);
  expect(pick(renderings, [])).toEqual(renderings);
});

it('tells which apps there are', () => {
  expect(() => pick(renderings, ['gatway'])).toThrow('No app is called gatway: there are auth, gateway.');
});
