import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type RootCommand, RootProcess } from '../native/root-process.ts';
import type { Datastore } from './datastore.ts';

/** One server of a datastore, as it runs in the Debian root. */
export interface NativeServer extends RootCommand {
  /** Names its log file. */
  name: string;
  /** What makes it shut down in order. */
  stopSignal: NodeJS.Signals;
  /** Whether it answers yet. */
  isReady: () => Promise<boolean>;
  /** Runs before each start, for instance to fill an empty data folder. */
  prepare?: () => Promise<void>;
  /** Runs after each start. */
  initialize?: () => Promise<void>;
}

/** The lifecycle of a datastore out of servers that start in this order and stop in the opposite one. */
export async function startNative(
  name: Datastore['name'],
  directory: string,
  servers: readonly NativeServer[],
): Promise<Datastore> {
  let running: { server: NativeServer; process: RootProcess }[] = [];

  const datastore: Datastore = {
    name,
    source: 'native',
    async start() {
      for (const server of servers) {
        await mkdir(server.data, { recursive: true });
        await server.prepare?.();
        const process = new RootProcess(server, join(directory, `${server.name}.log`));
        running.push({ server, process });
        await process.ready(server.isReady);
        await server.initialize?.();
      }
    },
    async stop() {
      for (const { server, process } of running.toReversed()) await process.stop(server.stopSignal);
      running = [];
    },
    async kill() {
      await Promise.all(running.map(({ process }) => process.kill()));
      running = [];
    },
    async freeze() {
      for (const { process } of running) process.freeze();
    },
    async thaw() {
      for (const { process } of running) process.thaw();
    },
    async wipe() {
      await datastore.kill();
      for (const { data } of servers) await rm(data, { recursive: true, force: true });
      await datastore.start();
    },
  };

  try {
    await datastore.start();
  } catch (error) {
    await datastore.kill();
    throw error;
  }
  return datastore;
}
