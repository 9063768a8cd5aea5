import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from './logger.ts';
import { isOutage } from './outage.ts';

/** A task that runs again and again until it is closed. */
export type Loop = {
  /** Runs the task soon; while it runs, once more afterwards. */
  wake(): void;
  /** Waits for the run under way and starts no other. */
  close(): Promise<void>;
};

/**
 * Runs `task` every `everyMs` milliseconds and whenever woken, one run at a time. A failing run is logged and followed by
 * the next one: loops do the work that must not stop.
 *
 * @param task gets a signal that aborts when the loop is closed; it returns `true` to be run again at once (more is waiting)
 */
export function startLoop(options: {
  name: string;
  everyMs: number;
  log: Logger;
  task(signal: AbortSignal): Promise<boolean | undefined>;
}): Loop {
  const stopping = new AbortController();
  let wakeUp = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      wakeUp = new AbortController();
      const isMoreWaiting = await runOnce();
      if (!isMoreWaiting) await pause(options.everyMs, wakeUp.signal, stopping.signal);
    }
  }

  async function runOnce(): Promise<boolean> {
    try {
      return (await options.task(stopping.signal)) ?? false;
    } catch (error) {
      if (isOutage(error))
        options.log.warn({ err: error, loop: options.name }, 'datastore away, will try again');
      else options.log.error({ err: error, loop: options.name }, 'loop failed, will try again');
      return false;
    }
  }

  const running = run();
  return {
    wake: () => wakeUp.abort(),
    async close() {
      stopping.abort();
      await running;
    },
  };
}

/** Resolves after the time or when one of the signals aborts, whichever is first. */
export async function pause(ms: number, ...signals: AbortSignal[]): Promise<void> {
  await sleep(ms, undefined, { signal: AbortSignal.any(signals) }).catch(() => {});
}
