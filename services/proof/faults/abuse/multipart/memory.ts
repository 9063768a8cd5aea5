import { readFile } from 'node:fs/promises';
import type { World } from '../world.ts';

/** The most that the gateway's process ever took, in MiB, by the kernel's count. */
export async function peakMemory({ product }: Pick<World, 'product'>): Promise<number> {
  const status = await readFile(`/proc/${product.services.gateway.pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
}
