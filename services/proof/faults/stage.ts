import type { Result, Stage } from './group.ts';

/** Settings of {@link createStage}. */
export interface StageOptions {
  group: string;
  seed: number;
  signal: AbortSignal;
  /** Which cases are tried, by their names; all by default. */
  only?: RegExp | undefined;
  tell(text: string): void;
  write(result: Result): void;
}

/** Where a group tries its cases. A case that breaks is written down; only being stopped ends a group early. */
export function createStage({ group, seed, signal, only, tell, write }: StageOptions): Stage {
  return {
    seed,
    signal,
    tell,
    async attempt(name, work) {
      signal.throwIfAborted();
      if (only && !only.test(name)) return;
      tell(name);
      const started = performance.now();
      const outcome = await work().then(
        tried => ({ tried }),
        (error: Error) => ({ breach: error.message }),
      );
      signal.throwIfAborted(); // what broke then was broken by us
      write({ group, name, ...outcome, seconds: (performance.now() - started) / 1_000 });
    },
  };
}
