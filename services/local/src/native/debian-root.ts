import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock } from '../file-lock.ts';
import type { Progress } from '../progress.ts';
import { SetupError } from '../setup-error.ts';
import { ensurePrograms } from '../system-packages.ts';
import { bootstrap, COMMON_RECIPE, removeTree, SUITE } from './bootstrap.ts';
import { cacheDirectory } from './cache-directory.ts';
import { buildFerretdb, ferretdbSources } from './ferretdb.ts';

const RECIPE = [
  '--include=postgresql-18,postgresql-18-documentdb,rabbitmq-server',
  '--essential-hook=mkdir -p "$1/etc/postgresql-common"',
  '--essential-hook=echo "create_main_cluster = false" > "$1/etc/postgresql-common/createcluster.conf"',
  '--customize-hook=mkdir "$1/data"', // where an instance mounts its data
];

/**
 * The folder of a Debian root with PostgreSQL 18, DocumentDB, RabbitMQ 4.3 and FerretDB. It is built once and then
 * found in the cache. All instances share it: what runs in it must write to its own `/data` only.
 */
export async function debianRoot(progress: Progress): Promise<string> {
  requireRootOnLinux();
  const root = join(cacheDirectory(), `debian-${await recipeKey()}`);
  if (existsSync(root)) return root;
  await ensurePrograms(['mmdebstrap', 'unshare', 'setpriv', 'chroot', 'flock'], progress);
  await mkdir(cacheDirectory(), { recursive: true });
  await withFileLock(join(cacheDirectory(), 'build.lock'), async () => {
    if (!existsSync(root)) await build(root, progress);
  });
  return root;
}

function requireRootOnLinux(): void {
  if (process.platform === 'linux' && process.getuid?.() === 0) return;
  throw new SetupError(
    'The databases need one of these: a Docker engine that this user may use, root on a Debian or Ubuntu machine, ' +
      'or servers of your own, named by POSTGRES_URL, MONGODB_ADMIN_URL, RABBITMQ_ADMIN_URL and RABBITMQ_API_URL.',
  );
}

async function recipeKey(): Promise<string> {
  const recipe = JSON.stringify([SUITE, COMMON_RECIPE, RECIPE, await ferretdbSources()]);
  return createHash('sha256').update(recipe).digest('hex').slice(0, 12);
}

/** Works in a temporary folder and renames at the end: an interrupted build leaves nothing that looks finished. */
async function build(root: string, progress: Progress): Promise<void> {
  const work = join(cacheDirectory(), 'building');
  const target = join(work, 'root');
  await removeTree(work);
  await mkdir(work, { recursive: true });
  try {
    const failure = new AbortController();
    const { signal } = failure;
    const parts = [
      buildFerretdb({ work, signal }, progress),
      progress.step('Building the Debian root of the databases (about 1 min, once)', async detail => {
        await bootstrap({ target, recipe: RECIPE, detail, signal });
        return target;
      }),
    ] as const;
    const all = Promise.all(parts);
    all.catch(() => failure.abort());
    await Promise.allSettled(parts); // neither may outlive the folder that it works in
    const [ferretdb] = await all;
    await copyFile(ferretdb, join(target, 'usr/local/bin/ferretdb'));
    await rename(target, root);
  } finally {
    await removeTree(work);
  }
}
