import type { Contest, Figures } from './measure.ts';
import { interleave } from './measure.ts';
import type { Sizes } from './sizes.ts';
import type { Row } from './table.ts';

/** What a part works with. */
export type Bench = {
  sizes: Sizes;
  /** Aborts on Ctrl-C; whatever a part started ends with the part. */
  signal: AbortSignal;
  /** Shows what is going on. */
  tell(now: string): void;
  /** For what does not fit into the table: printed below it, under a title. */
  report(title: string, text: string): void;
};

/** One thing that is measured, by itself or with others. */
export type Part = { name: string; run(bench: Bench): Promise<Row[]> };

/** Runs a contest as often as the sizes say. */
export function hold({ sizes, signal, tell }: Bench, contest: Contest): Promise<Figures> {
  return interleave(contest, { rounds: sizes.rounds, signal, onRun: tell });
}
