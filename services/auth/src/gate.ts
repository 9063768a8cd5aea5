import { Problem } from '@vc/kit/problem.ts';

/** Bounds how much of one kind of work runs at a time, and how much may wait for its turn. */
export type Gate = {
  /** Runs the work when there is room. @throws {Problem} 503 when too much waits already */
  run<T>(work: () => Promise<T>): Promise<T>;
};

/** A gate that lets `running` pieces of work in at a time while at most `waiting` others queue, first come first served. */
export function createGate({ running, waiting }: { running: number; waiting: number }): Gate {
  const queue: (() => void)[] = [];
  let free = running;

  async function enter(): Promise<void> {
    if (free > 0) {
      free -= 1;
      return;
    }
    if (queue.length >= waiting) {
      throw new Problem(503, 'overloaded', 'Too many people log in right now. Try again in a few seconds.', {
        headers: { 'retry-after': '2' },
      });
    }
    await new Promise<void>(resolve => queue.push(resolve));
  }

  /** Hands the place on, so that nobody who comes later slips in between. */
  function leave(): void {
    const next = queue.shift();
    if (next) next();
    else free += 1;
  }

  return {
    async run(work) {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
