import type { Progress } from '@vc/local/progress.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import type { Rehearsal } from './session.ts';

const NOTHING_TO_DO = ': nothing to do';

/**
 * One step of many. Whether it is done is asked of AWS, Kubernetes or git, never of notes of our own: so a run that was
 * interrupted is simply begun again.
 */
export interface Step {
  name: string;
  isDone(): Promise<boolean>;
  /** Must do no harm when it was interrupted before; `detail` tells what it is at. */
  run(detail: (text: string) => void): Promise<void>;
  /** What to do when it fails: a sentence. */
  advice: string;
  /** Talks with the operator, so that no progress may be drawn meanwhile. */
  isConversation?: true;
}

/** For steps that are quick, harmless and must follow the settings: they are done each time. */
export const neverDone = async (): Promise<boolean> => false;

/**
 * Does what is not done yet, in order.
 *
 * @throws {SetupError} naming the step that failed, why, and what to do
 */
export async function runSteps(steps: readonly Step[], progress: Progress, again: string): Promise<void> {
  for (const step of steps) {
    try {
      if (await step.isDone()) await progress.step(`${step.name}${NOTHING_TO_DO}`, async () => {});
      else if (step.isConversation) await step.run(() => {});
      else await progress.step(step.name, detail => step.run(detail));
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      throw new SetupError(`${step.name}: ${error.message}\n${step.advice} Then again: ${again}`);
    }
  }
}

/** Does chains of steps side by side, each in order. Whichever fails, nothing of it goes on once this has settled. */
export async function runSideBySide(
  chains: readonly (readonly Step[])[],
  progress: Progress,
  again: string,
): Promise<void> {
  const work = chains.map(steps => runSteps(steps, progress, again));
  await Promise.allSettled(work);
  await Promise.all(work);
}

/** Prints each step with the commands that it would run. What cannot be known yet counts as not done. */
export async function rehearseSteps(
  steps: readonly Step[],
  { strictly }: Pick<Rehearsal, 'strictly'>,
  print: (line: string) => void,
): Promise<void> {
  for (const step of steps) {
    const isDone = await strictly(() => step.isDone()).catch(() => false);
    print(`\n# ${step.name}${isDone ? NOTHING_TO_DO : ''}`);
    if (!isDone) await step.run(() => {});
  }
}
