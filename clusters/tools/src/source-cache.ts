import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSuccessfully } from '@vc/local/command.ts';
import { withFileLock } from '@vc/local/file-lock.ts';
import { removeTree } from '@vc/local/native/bootstrap.ts';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';
import { findGo } from '@vc/local/native/go.ts';
import { downloadGoModules } from '@vc/local/native/go-modules.ts';
import type { Progress } from '@vc/local/progress.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { gitEnvironment } from './git-environment.ts';
import { SOURCES, type Source } from './sources.ts';

/** A source on this machine: a git repository with its tag, checked out. */
export interface LocalSource extends Source {
  folder: string;
}

const MODULE = fileURLToPath(new URL('../go/sources', import.meta.url));

/** Which sources, where they come from and go to. */
interface Origin {
  table?: readonly Source[];
  /** Folder of the module whose go.sum has their checksums. */
  module?: string;
  cache?: string;
}

/**
 * All sources of others on this machine, fetched once into the cache and checked against go.sum.
 *
 * @throws {SetupError} where one cannot be fetched, or is not what it was
 */
export async function ensureSources(
  progress: Progress,
  { table = SOURCES, module = MODULE, cache = join(cacheDirectory(), 'sources') }: Origin = {},
): Promise<LocalSource[]> {
  const goSum = await readFile(join(module, 'go.sum'), 'utf8');
  const sources = table.map(source => ({
    ...source,
    folder: join(cache, `${source.name}-${cacheKey(source, goSum)}`),
  }));
  if (missingOf(sources).length === 0) return sources;
  await mkdir(cache, { recursive: true });
  await ensurePrograms(['flock', 'git'], progress);
  await requireGo(progress);
  return withFileLock(join(cache, 'lock'), async () => {
    const missing = missingOf(sources);
    if (missing.length > 0) await fetchAll(missing, module, cache, progress);
    return sources;
  });
}

function missingOf(sources: readonly LocalSource[]): LocalSource[] {
  return sources.filter(({ folder }) => !existsSync(folder));
}

/** Another version, checksum or folder is another key; the address is not in what is kept. */
function cacheKey(source: Source, goSum: string): string {
  const { revision, module, folders } = source;
  const content = JSON.stringify([revision, module, folders, checksums(source, goSum)]);
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

/**
 * The lines of go.sum for a module: of its files, and of its go.mod.
 *
 * @throws when there is none: Go would then write down whatever it gets
 */
export function checksums({ module }: Pick<Source, 'module'>, goSum: string): string[] {
  const name = module.replace('@', ' ');
  const lines = goSum.split('\n').filter(line => line.startsWith(`${name} h1:`));
  if (lines.length === 0) throw new Error(`go.sum has no checksum of ${module}`);
  return [...lines, ...goSum.split('\n').filter(line => line.startsWith(`${name}/go.mod h1:`))];
}

/** Debian's Go is unpacked into a throw-away root, which takes root. */
async function requireGo(progress: Progress): Promise<void> {
  if (await findGo()) return;
  if (process.getuid?.() !== 0) throw new SetupError('Install Go 1.21 or newer, then try again.');
  await ensurePrograms(['mmdebstrap', 'unshare', 'chroot'], progress);
}

/** In a folder beside, from which each is moved to its place when it is whole. */
async function fetchAll(
  sources: readonly LocalSource[],
  module: string,
  cache: string,
  progress: Progress,
): Promise<void> {
  const work = join(cache, 'fetching'); // of nobody else: we hold the lock
  await removeTree(work);
  const wanted = sources.map(source => ({ ...source, target: join(work, source.name) }));
  try {
    await progress.step(`Fetching ${sources.map(({ name }) => name).join(', ')} (once)`, async detail => {
      await downloadGoModules({ module, wanted, work, detail });
      for (const { target, folder, revision } of wanted) {
        await makeRepository(target, revision);
        await rename(target, folder);
      }
    });
  } finally {
    await removeTree(work);
  }
}

/** Kustomize fetches bases with git alone, so they are given to it by git. */
async function makeRepository(folder: string, tag: string): Promise<void> {
  const git = (...args: string[]) =>
    runSuccessfully(['git', ...args], { cwd: folder, env: gitEnvironment() });
  await git('init', '--quiet');
  await git('add', '--all', '--force');
  await git('commit', '--quiet', '--message', tag);
  await git('tag', tag);
}
