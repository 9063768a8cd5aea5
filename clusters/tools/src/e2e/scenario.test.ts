import { silentProgress } from '@vc/local/progress.ts';
import { expect, it } from 'vitest';
import { formatReports } from './report.ts';
import { hasFailed, notChosen, type RunStep, runScenario } from './scenario.ts';

type Run = (step: RunStep) => Promise<void>;
const scenario = (run: Run) => ({ number: 1, title: 'From nothing', run });
const play = (run: Run) => runScenario(scenario(run), silentProgress);

it('tells each step that was begun, and ends with the first that fails', async () => {
  const report = await play(async step => {
    await step('starts', async () => {});
    await step('answers', async () => {
      throw new Error('503\nmore');
    });
    await step('never begun', async () => {});
  });
  expect(report.outcomes).toMatchObject([{ claim: 'starts' }, { claim: 'answers', problem: '503\nmore' }]);
  expect(hasFailed(report)).toBe(true);
  expect(formatReports([report])).toMatch(
    /✓ 1 From nothing +starts +0\.0 s\n✗ 1 From nothing +answers +0\.0 s {2}503$/m,
  );
});

it('has failed where something fails between its steps, and where nothing was tried', async () => {
  const broken = await play(async () => {
    throw new Error('no node');
  });
  expect(broken.outcomes).toMatchObject([{ claim: 'runs to its end', problem: 'no node' }]);
  expect(hasFailed(await play(async () => {}))).toBe(true);
});

it('has not failed where all is as it must be', async () => {
  expect(hasFailed(await play(step => step('starts', async () => {})))).toBe(false);
});

it('tells a scenario that was left out, which is no failure', () => {
  const report = notChosen(scenario(async () => {}));
  expect(hasFailed(report)).toBe(false);
  expect(formatReports([report])).toContain('· 1 From nothing  not played: npm run e2e -- --all');
});
