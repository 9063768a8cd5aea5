import type { Progress } from '@vc/local/progress.ts';

/** Does a part of a scenario, under a name that says what must be so. */
export type RunStep = <T>(claim: string, work: () => Promise<T>) => Promise<T>;

/** What is tried on a cluster. */
export interface Scenario {
  /** That of the issue, so that none goes missing. */
  number: number;
  title: string;
  /** A step that throws ends the scenario. */
  run(step: RunStep, progress: Progress): Promise<void>;
}

/** How a step went. */
export interface Outcome {
  claim: string;
  milliseconds: number;
  /** Why it is not so; none where it is. */
  problem?: string;
}

/** How a scenario went: each step that was begun. */
export interface Report {
  scenario: Pick<Scenario, 'number' | 'title'>;
  outcomes: Outcome[];
  /** Nobody asked for it. */
  isLeftOut?: true;
}

/** Runs a scenario to its end, or to the first step that fails. */
export async function runScenario(scenario: Scenario, progress: Progress): Promise<Report> {
  const outcomes: Outcome[] = [];
  const step: RunStep = async (claim, work) => {
    const started = performance.now();
    const took = () => performance.now() - started;
    try {
      const result = await progress.step(claim, work);
      outcomes.push({ claim, milliseconds: took() });
      return result;
    } catch (error) {
      outcomes.push({ claim, milliseconds: took(), problem: (error as Error).message });
      throw error;
    }
  };
  try {
    await scenario.run(step, progress);
  } catch (error) {
    // What fails between steps is told as well.
    if (outcomes.every(({ problem }) => problem === undefined)) {
      outcomes.push({ claim: 'runs to its end', milliseconds: 0, problem: (error as Error).message });
    }
  }
  return { scenario, outcomes };
}

/** What is told of a scenario that nobody asked for. */
export function notChosen(scenario: Scenario): Report {
  return { scenario, outcomes: [], isLeftOut: true };
}

/** Whether something was not as it must be, or a scenario that was asked for tried nothing. */
export function hasFailed({ outcomes, isLeftOut }: Report): boolean {
  if (isLeftOut) return false;
  return outcomes.length === 0 || outcomes.some(({ problem }) => problem !== undefined);
}
