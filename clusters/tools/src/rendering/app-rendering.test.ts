import { expect, it } from 'vitest';
import { pick } from './app-rendering.ts';

const renderings = ['auth', 'gateway'].map(name => ({ name }));
const nameOf = ({ name }: { name: string }) => name;

it('picks apps by name, or all', () => {
  expect(pick(renderings, ['gateway'], nameOf)).toEqual([{ name: 'gateway' }]);
  expect(pick(renderings, [], nameOf)).toEqual(renderings);
});

it('tells which apps there are', () => {
  expect(() => pick(renderings, ['gatway'], nameOf)).toThrow(
    'No app is called gatway: there are auth, gateway.',
  );
});
