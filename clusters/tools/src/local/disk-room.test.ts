import { expect, it } from 'vitest';
import { requireEnough } from './disk-room.ts';
import { UnsuitableMachine } from './node/unsuitable-machine.ts';

const gibibytes = (count: number) => count * 2 ** 30;

it('asks for room for images and a cluster, less what is kept already', () => {
  expect(() => requireEnough(gibibytes(24), 0)).not.toThrow();
  expect(() => requireEnough(gibibytes(23), 0)).toThrow(UnsuitableMachine);
  expect(() => requireEnough(gibibytes(14), gibibytes(10))).not.toThrow();
  expect(() => requireEnough(gibibytes(13), gibibytes(10))).toThrow('has 13 GiB left');
});

it('asks for room for a cluster where all images are kept', () => {
  expect(() => requireEnough(gibibytes(8), gibibytes(18))).not.toThrow();
  expect(() => requireEnough(gibibytes(7), gibibytes(30))).toThrow('takes 8');
});
