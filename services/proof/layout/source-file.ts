import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** A text file of the repository; its path is relative to the root. */
export type SourceFile = { path: string; text: string };

/** Something that must hold of all files; `find` returns a sentence for each place where it does not. */
export type Rule = { name: string; find(files: readonly SourceFile[]): string[] };

const NOT_OURS = ['.git', 'node_modules', 'coverage', 'dist', 'package-lock.json'];

/** Every text file that people write. */
export async function readSourceFiles(root: string): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
    const path = relative(root, join(entry.parentPath, entry.name));
    if (!entry.isFile() || path.split('/').some(part => NOT_OURS.includes(part))) continue;
    const text = await readFile(join(root, path), 'utf8');
    if (!text.includes('\0')) files.push({ path, text });
  }
  return files;
}

/** Whether a path belongs to tests. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.includes('/test/');
}

/** Whether a path belongs to what runs in the cluster: the `src` of a service, of a job or of a library of theirs. */
export function isDeployed(path: string): boolean {
  return (
    /^services\/(lib\/)?[^/]+\/src\//.test(path) && !/^services\/(local|proof)\//.test(path) && !isTest(path)
  );
}
