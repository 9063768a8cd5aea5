import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { encode } from '../hostile-file.ts';

/** A file that nothing may read. */
export interface Bait {
  path: string;
  wasRead(): Promise<boolean>;
}

/** Long before anything was written: the kernel notes the next read, also where it notes only one a day (`relatime`). */
const NEVER = new Date(0);

/**
 * Lays a video of nine seconds, longer than anything hostile, so that its sound would be noticed too.
 *
 * @throws where the file system does not note reads at all (`noatime`)
 */
export async function layBait(path: string): Promise<Bait> {
  await encode(path, '-f', 'lavfi', '-i', 'sine=duration=9', '-f', 'mpegts');
  const bait = { path, wasRead: () => wasRead(path) };
  const probe = `${path}.control`;
  await writeFile(probe, 'x');
  await forget(probe);
  await readFile(probe);
  if (!(await wasRead(probe))) throw new Error(`${path} lies where reads are not noted (noatime)`);
  await forget(path);
  return bait;
}

const forget = async (path: string) => utimes(path, NEVER, new Date());

const wasRead = async (path: string) => (await stat(path)).atimeMs !== NEVER.getTime();
