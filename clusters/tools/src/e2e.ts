/**
 * `npm run e2e`: plays on a cluster of this machine what was promised, and prints a line a step, with its time. `--all` plays
 * everything; `--only 3,4` some, on the cluster that runs where there is one; `--keep` leaves the cluster afterwards.
 * `--where-possible` is for machines of which nobody knows whether they can have a cluster: where they cannot, it says why, and
 * is no failure; `--within 30` gives it 30 minutes for that.
 */
import { createProgress, type Progress } from '@vc/local/progress.ts';
import { exitWith, SetupError } from '@vc/local/setup-error.ts';
import { readChoice } from './e2e/choice.ts';
import { formatReports } from './e2e/report.ts';
import { hasFailed, notChosen, type Report, runScenario } from './e2e/scenario.ts';
import { SCENARIOS } from './e2e/scenarios.ts';
import { findObstacle, requirements } from './e2e/where-possible.ts';
import { downLocal, upLocal } from './local/commands.ts';
import { findNode, isNodeThere, nodeOfThisMachine } from './local/nodes.ts';

await main().catch(exitWith);

async function main(): Promise<void> {
  const known = SCENARIOS.map(({ number }) => number);
  const { numbers, keep, wherePossible, within } = readChoice(process.argv.slice(2), known);
  const progress = createProgress();
  if (numbers.has(1) && isNodeThere()) {
    throw new SetupError(
      'Scenario 1 begins without a cluster, and there is one; end it: npm run cluster -- down local',
    );
  }
  const isThere = (await findNode()) !== undefined;
  const minutesLeft = () => within - performance.now() / 60_000;
  // One that runs has all that it needs, and so has kind.
  const isAsked = wherePossible && !isThere && (await nodeOfThisMachine()) === 'own';
  const obstacle = isAsked && (await findObstacle(requirements(progress, minutesLeft)));
  if (obstacle) return console.log(`Scenarios ${[...numbers].join(', ')} were NOT played. ${obstacle}`);
  if (!isThere && !numbers.has(1)) await upLocal(progress);
  const reports = await runAll(numbers, progress);
  console.log(`\n${formatReports(reports)}`);
  if (!isThere && !keep) await downLocal(progress);
  if (reports.some(hasFailed)) process.exitCode = 1;
}

/** One after the other; after one that failed the next would try something else than it says. */
async function runAll(numbers: ReadonlySet<number>, progress: Progress): Promise<Report[]> {
  const reports: Report[] = [];
  for (const scenario of SCENARIOS) {
    const isPossible = !reports.some(hasFailed);
    const problem = 'not tried, since a scenario before it failed';
    if (!numbers.has(scenario.number)) reports.push(notChosen(scenario));
    else if (isPossible) reports.push(await runScenario(scenario, progress));
    else reports.push({ scenario, outcomes: [{ claim: 'is tried', milliseconds: 0, problem }] });
  }
  return reports;
}
