import { dirname, join } from 'node:path';
import type { SourceFile } from './source-file.ts';

/** One import: `to` is a package with its path, as it is written, or a path of the repository. */
export type Import = { from: string; to: string };

const STATEMENT = /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm;

/** Every import of the TypeScript among the files, types included. */
export function listImports(files: readonly SourceFile[]): Import[] {
  return files
    .filter(({ path }) => path.endsWith('.ts'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(STATEMENT)].map(([, statically, to = statically ?? '']) => ({
        from: path,
        to: to.startsWith('.') ? join(dirname(path), to) : to,
      })),
    );
}

/** The package of `@scope/name/path` or `name/path`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** An import as a sentence. */
export const describeImport = ({ from, to }: Import): string => `${from} imports ${to}`;
