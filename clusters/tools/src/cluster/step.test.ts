import { silentProgress } from '@vc/local/progress.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { expect, it } from 'vitest';
import { rehearseSteps, runSteps, type Step } from './step.ts';

function step(name: string, done: string[], more: Partial<Step> = {}): Step {
  return {
    name,
    advice: 'Do something.',
    isDone: async () => false,
    run: async () => {
      done.push(name);
    },
    ...more,
  };
}

it('does what is not done, in order', async () => {
  const done: string[] = [];
  const steps = [step('a', done), step('b', done, { isDone: async () => true }), step('c', done)];
  await runSteps(steps, silentProgress, 'again');
  expect(done).toEqual(['a', 'c']);
});

it('stops at the first failure, and says what failed, what to do, and how to go on', async () => {
  const done: string[] = [];
  const fail = async () => {
    throw new SetupError('it broke');
  };
  const steps = [step('a', done), step('b', done, { run: fail }), step('c', done)];
  await expect(runSteps(steps, silentProgress, 'again')).rejects.toThrow(
    'b: it broke\nDo something. Then again: again',
  );
  expect(done).toEqual(['a']);
});

it('passes on what is a fault of ours as it is', async () => {
  const fault = new TypeError('undefined is not a function');
  const steps = [step('a', [], { run: () => Promise.reject(fault) })];
  await expect(runSteps(steps, silentProgress, 'again')).rejects.toBe(fault);
});

it('takes what cannot be known for not done when it rehearses', async () => {
  const lines: string[] = [];
  const done: string[] = [];
  const unknown = () => Promise.reject(new SetupError('no credentials'));
  await rehearseSteps([step('a', done, { isDone: unknown })], { strictly: work => work() }, line =>
    lines.push(line),
  );
  expect(lines).toEqual(['\n# a']);
  expect(done).toEqual(['a']);
});
