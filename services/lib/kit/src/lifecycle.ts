import closeWithGrace from 'close-with-grace';
import { ConfigError } from './config.ts';
import type { Logger } from './logger.ts';
import { isDoneWithin } from './time-limit.ts';

/** What a process holds open. Closed in reverse order of `defer`, each step within its own time limit. */
export type Resources = {
  /** Registers how to close what was just opened; `limitMs` (10 s) bounds it, so that one frozen peer cannot hold up the rest. */
  defer(name: string, close: () => Promise<unknown>, limitMs?: number): void;
};

type Closer = { name: string; close: () => Promise<unknown>; limitMs: number };

/**
 * Runs a service until a signal or a fatal error, then closes what it opened, newest first.
 *
 * @param start opens connections and listens; it registers the closing of each thing beside its opening
 * @param graceMs longest time for closing everything before the process is ended by force
 */
export async function runProcess(
  log: Logger,
  start: (resources: Resources) => Promise<void>,
  graceMs = 30_000,
): Promise<void> {
  const closers: Closer[] = [];
  const resources: Resources = {
    defer: (name, close, limitMs = 10_000) => closers.push({ name, close, limitMs }),
  };

  async function closeAll(): Promise<void> {
    for (const closer of closers.splice(0).reverse()) await closeWithin(closer, log);
  }

  const grace = closeWithGrace({ delay: graceMs, logger: false }, async ({ signal, err }) => {
    if (err) log.fatal({ err }, 'fatal error');
    else log.info({ signal }, 'stopping');
    await closeAll();
    log.info('stopped');
  });

  try {
    await start(resources);
    log.info('started');
  } catch (error) {
    grace.uninstall();
    log.fatal({ err: error }, 'could not start');
    await closeAll();
    process.exit(1); // whatever did not close must not keep alive what does not work
  }
}

async function closeWithin({ name, close, limitMs }: Closer, log: Logger): Promise<void> {
  try {
    const isClosed = await isDoneWithin(limitMs, close());
    if (!isClosed) log.warn({ resource: name, limitMs }, 'did not close in time');
  } catch (error) {
    log.warn({ err: error, resource: name }, 'did not close cleanly');
  }
}

/** Reads the configuration of a main; where it is unusable, prints what is wrong with it and exits with 78 (EX_CONFIG of sysexits.h). */
export function configOrExit<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78);
  }
}
