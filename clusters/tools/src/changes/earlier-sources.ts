import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Progress } from '@vc/local/progress.ts';
import { REPOSITORY } from '../repository.ts';
import { ensureSources, type LocalSource } from '../source-cache.ts';

/**
 * The sources of others that another working tree's table names: before an update, a manifest names the version that only
 * the table of that time knows. Where there was no table yet, that of today.
 */
export async function ensureSourcesOf(repository: string, progress: Progress): Promise<LocalSource[]> {
  const file = join(repository, 'clusters/tools/src/sources.ts');
  if (!existsSync(file)) return ensureSources(progress);
  const modules = join(repository, 'node_modules');
  // The table imports a package of ours, and a bare working tree has none.
  if (!existsSync(modules)) await symlink(join(REPOSITORY, 'node_modules'), modules);
  const { SOURCES } = (await import(pathToFileURL(file).href)) as typeof import('../sources.ts');
  const module = join(repository, 'clusters/tools/go/sources');
  return ensureSources(progress, { table: SOURCES, module });
}
