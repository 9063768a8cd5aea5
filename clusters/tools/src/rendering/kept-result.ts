import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** How long what nobody asks for is kept. */
const KEPT_MS = 30 * 24 * 3600 * 1000;

/**
 * What `make` makes of some inputs, or what it made of the same before. Both must be plain data.
 *
 * @param folder where results are kept
 */
export async function keepResult<T>(folder: string, inputs: unknown, make: () => Promise<T>): Promise<T> {
  const key = createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 24);
  const file = join(folder, `${key}.json`);
  if (existsSync(file)) {
    const now = new Date();
    await utimes(file, now, now);
    return JSON.parse(await readFile(file, 'utf8')) as T; // written below
  }
  const made = await make();
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.${randomUUID()}`; // others may make the same just now
  await writeFile(unfinished, JSON.stringify(made));
  await rename(unfinished, file);
  await removeOld(folder);
  return made;
}

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const stats = await stat(file).catch(() => undefined); // renamed meanwhile
    if (stats && Date.now() - stats.mtimeMs > KEPT_MS) await rm(file, { force: true });
  }
}
