import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

test('there are as many slots as were made, and one given back can be taken again', () => {
  const slots = createSlots(2);
  const giveBack = slots.take();
  expect(slots.take()).toBeDefined();
  expect(slots.take()).toBeUndefined();
  giveBack?.();
  expect(slots.take()).toBeDefined();
  expect(slots.take()).toBeUndefined();
});

test('giving a slot back twice frees no other one', () => {
  const slots = createSlots(1);
  const giveBack = slots.take();
  giveBack?.();
  giveBack?.();
  expect(slots.take()).toBeDefined();
  expect(slots.take()).toBeUndefined();
});
