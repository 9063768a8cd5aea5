import { SetupError } from '@vc/local/setup-error.ts';
import { expect, it } from 'vitest';
import { UnsuitableMachine } from '../local/node/unsuitable-machine.ts';
import { findObstacle, requireTime } from './where-possible.ts';

const isThere = async () => {};
const lacking = (what: string) => async () => {
  throw new UnsuitableMachine(what);
};

it('finds no obstacle on a machine that has all', async () => {
  expect(await findObstacle([isThere, isThere])).toBeUndefined();
});

it('tells the first thing that the machine lacks', async () => {
  expect(await findObstacle([isThere, lacking('no bridges'), lacking('no Go')])).toBe('no bridges');
});

it('fails where something is in the way, or broken: that is no lack of the machine', async () => {
  const inTheWay = async () => {
    throw new SetupError('A cluster of ours already runs here.');
  };
  await expect(findObstacle([inTheWay])).rejects.toThrow('already runs here');
});

it('takes too little time for an obstacle, and names what it does not suffice for', () => {
  expect(() => requireTime([], 0)).not.toThrow();
  expect(() => requireTime(['keda'], 20.7)).toThrow(
    'There are 20 minutes left, too few to build keda (17 min)',
  );
  expect(() => requireTime(['keda'], 20)).toThrow(UnsuitableMachine);
});
