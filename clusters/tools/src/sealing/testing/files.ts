import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** The text of every file below a folder, by its path from there. */
export async function readFiles(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async file => [relative(folder, file), await readFile(file, 'utf8')])),
  );
}

/** The names whose text differs between two sets of texts. */
export function differences(before: Record<string, string>, after: Record<string, string>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter(name => before[name] !== after[name])
    .sort();
}
