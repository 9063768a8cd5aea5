import type { Datastore } from '@vc/local/datastores/datastore.ts';
import type { ServiceProcess } from '@vc/local/product/service-process.ts';
import { freeze, thaw } from './processes.ts';

/** The two ways to be away: gone, with connections reset; or halted, with connections open and no answer. */
export const WAYS = ['killed', 'frozen'] as const;
export type Way = (typeof WAYS)[number];

/** Takes a datastore away while `work` runs, and brings it back whatever comes of that. */
export async function whileAway<T>(datastore: Datastore, way: Way, work: () => Promise<T>): Promise<T> {
  await (way === 'killed' ? datastore.kill() : datastore.freeze());
  try {
    return await work();
  } finally {
    await (way === 'killed' ? datastore.start() : datastore.thaw());
  }
}

/** Halts a service, with all that it has started, while `work` runs. */
export async function whileFrozen<T>({ name, pid }: ServiceProcess, work: () => Promise<T>): Promise<T> {
  if (pid === undefined || freeze(pid) === 0) throw new Error(`${name} does not run`);
  try {
    return await work();
  } finally {
    thaw(pid);
  }
}

/** Stops a service in order while `work` runs. */
export async function whileStopped<T>(service: ServiceProcess, work: () => Promise<T>): Promise<T> {
  await service.stop();
  try {
    return await work();
  } finally {
    await service.start();
  }
}
