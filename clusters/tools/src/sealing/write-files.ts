import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes files, each whole or not at all: all of them beside their places first, then each takes its place. A file that has
 * its text already is not touched.
 *
 * @returns those that have changed
 */
export async function writeFiles(files: ReadonlyMap<string, string>): Promise<string[]> {
  const changed = await differing(files);
  const waiting = (file: string) => `${file}.new`;
  try {
    for (const [file, text] of changed) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(waiting(file), text);
    }
    for (const [file] of changed) await rename(waiting(file), file);
  } finally {
    // All of them, though one may not even have a folder: what failed before is what is told.
    await Promise.allSettled(changed.map(([file]) => rm(waiting(file), { force: true })));
  }
  return changed.map(([file]) => file);
}

async function differing(files: ReadonlyMap<string, string>): Promise<[file: string, text: string][]> {
  const changed: [string, string][] = [];
  for (const [file, text] of files) {
    if (!existsSync(file) || (await readFile(file, 'utf8')) !== text) changed.push([file, text]);
  }
  return changed;
}
