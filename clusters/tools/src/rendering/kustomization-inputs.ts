import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { kustomizationOf } from './source-tree.ts';

/**
 * All files that a kustomization can read on this machine: what lies in its folder (kustomize lets it read no file
 * beside), and the same of each folder that it builds upon. Sorted by path.
 */
export async function kustomizationInputs(folder: string): Promise<{ path: string; content: string }[]> {
  const folders = new Set<string>();
  await collectFolders(folder, folders);
  const lists = await Promise.all([...folders].map(filesBelow));
  const paths = [...new Set(lists.flat())].sort();
  return Promise.all(paths.map(async path => ({ path, content: await readFile(path, 'utf8') })));
}

async function collectFolders(folder: string, found: Set<string>): Promise<void> {
  if (found.has(folder)) return;
  found.add(folder);
  const file = kustomizationOf(folder);
  if (!file) return;
  const {
    resources = [],
    components = [],
    bases = [],
  } = (parse(await readFile(file, 'utf8')) ?? {}) as Partial<
    Record<'resources' | 'components' | 'bases', string[]>
  >;
  for (const name of [...resources, ...components, ...bases]) {
    const path = join(folder, name);
    if (existsSync(path) && statSync(path).isDirectory()) await collectFolders(path, found);
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}
