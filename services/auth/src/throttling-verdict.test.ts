import { expect, test } from 'vitest';
import { judge, type RecentAttempt, strictest } from './throttling-verdict.ts';

const failures = (...secondsLeft: number[]): RecentAttempt[] =>
  secondsLeft.map(seconds => ({ isSettled: true, secondsLeft: seconds }));
const undecided: RecentAttempt = { isSettled: false, secondsLeft: 900 };

test('below the limit one may try', () => {
  expect(judge(failures(100, 200), 3)).toEqual({ kind: 'go' });
});

test('at the limit one waits until the oldest that blocks leaves the window', () => {
  expect(judge(failures(300, 100, 200), 3)).toEqual({ kind: 'refuse', seconds: 100 });
  expect(judge(failures(300, 100, 200, 400), 3)).toEqual({ kind: 'refuse', seconds: 200 });
});

test('undecided attempts only hold up the next one: they may succeed', () => {
  expect(judge([...failures(100, 200), undecided], 3)).toEqual({ kind: 'wait' });
  expect(judge([undecided], 3)).toEqual({ kind: 'go' });
});

test('of several limits the strictest holds', () => {
  expect(strictest([{ kind: 'go' }, { kind: 'wait' }])).toEqual({ kind: 'wait' });
  expect(strictest([{ kind: 'refuse', seconds: 5 }, { kind: 'wait' }])).toEqual({
    kind: 'refuse',
    seconds: 5,
  });
  expect(
    strictest([
      { kind: 'refuse', seconds: 5 },
      { kind: 'refuse', seconds: 9 },
    ]),
  ).toEqual({ kind: 'refuse', seconds: 9 });
  expect(strictest([{ kind: 'go' }, { kind: 'go' }])).toEqual({ kind: 'go' });
});
