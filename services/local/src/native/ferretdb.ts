import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Progress } from '../progress.ts';
import { buildGoProgram } from './go.ts';

/** The folder of the Go module that pins FerretDB and everything it is built from. */
const MODULE = fileURLToPath(new URL('../../ferretdb', import.meta.url));

/** What the binary depends on, for a cache key. */
export async function ferretdbSources(): Promise<string> {
  return (await Promise.all(['go.mod', 'go.sum'].map(file => readFile(join(MODULE, file), 'utf8')))).join('');
}

/** Builds FerretDB into `work` and returns the file. */
export async function buildFerretdb(
  { work, signal }: { work: string; signal: AbortSignal },
  progress: Progress,
): Promise<string> {
  const binary = join(work, 'ferretdb');
  await progress.step('Building FerretDB (about 1 min, once)', detail =>
    buildGoProgram({
      module: MODULE,
      package: 'github.com/FerretDB/FerretDB/v2/cmd/ferretdb',
      binary,
      detail,
      signal,
    }),
  );
  return binary;
}
