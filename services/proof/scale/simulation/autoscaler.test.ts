import { expect, test } from 'vitest';
import { createAutoscaler, fixed } from './autoscaler.ts';

const scaling = { ...fixed(1), max: 50, messagesPerPod: 2, downAfterSeconds: 300, downEverySeconds: 60 };

test('wants a pod for so many messages each, within its bounds', () => {
  const decide = (messages: number) => createAutoscaler(scaling).decide(0, messages, 40);
  expect(decide(90)).toBe(45);
  expect(decide(1_000)).toBe(50);
});

test('adds four pods, or as many as there are, at one look', () => {
  expect(createAutoscaler(scaling).decide(0, 1_000, 1)).toBe(5);
  expect(createAutoscaler(scaling).decide(0, 1_000, 12)).toBe(24);
});

test('bears a tenth more or less', () => {
  expect(createAutoscaler(scaling).decide(0, 21, 10)).toBe(10);
  expect(createAutoscaler(scaling).decide(0, 23, 10)).toBe(12);
});

test('takes a pod away only when none was wanted for five minutes, and the next a minute later', () => {
  const autoscaler = createAutoscaler(scaling);
  let pods = autoscaler.decide(0, 8, 1);
  expect(pods).toBe(4);
  const course: number[] = [];
  for (let now = 15; now <= 435; now += 15) {
    pods = autoscaler.decide(now, 0, pods);
    course.push(pods);
  }
  expect(course.indexOf(3)).toBe(300 / 15 - 1);
  expect(course.indexOf(2)).toBe(360 / 15 - 1);
  expect(course.indexOf(1)).toBe(420 / 15 - 1);
  expect(pods).toBe(1);
});
