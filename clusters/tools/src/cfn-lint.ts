import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '@vc/local/command.ts';
import { withFileLock } from '@vc/local/file-lock.ts';
import { findProgram } from '@vc/local/find-program.ts';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';
import type { Progress } from '@vc/local/progress.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';

const REQUIREMENTS = fileURLToPath(new URL('../python/cfn-lint.txt', import.meta.url));

/**
 * The linter of CloudFormation templates, as a command: a virtual environment of Python, made once in the cache.
 *
 * @throws {SetupError} where there is no Python 3.11 with venv, or no package index
 */
export async function ensureCfnLint(progress: Progress): Promise<readonly [string, ...string[]]> {
  const key = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex')
    .slice(0, 12);
  const folder = join(cacheDirectory(), 'tools', `cfn-lint-${key}`);
  const command = [join(folder, 'bin/python'), join(folder, 'bin/cfn-lint')] as const;
  if (existsSync(folder)) return command;
  await ensurePrograms(['python3', 'flock'], progress);
  await mkdir(join(folder, '..'), { recursive: true });
  await withFileLock(`${folder}.lock`, async () => {
    if (!existsSync(folder)) await progress.step('Installing cfn-lint (once)', () => install(folder));
  });
  return command;
}

/** In a folder beside, so that what an interruption leaves is not taken for whole. */
async function install(folder: string): Promise<void> {
  const work = `${folder}.installing`;
  await rm(work, { recursive: true, force: true });
  const python = findProgram('python3') ?? 'python3';
  const made = await runCommand([python, '-m', 'venv', work]);
  if (made.code !== 0) {
    throw new SetupError(
      `Install the venv module of Python 3.11 or newer (Debian: apt-get install python3-venv), then try again. ${made.stderr}`,
    );
  }
  const pip = [
    join(work, 'bin/python'),
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    '--disable-pip-version-check',
  ] as const;
  const { code, stderr } = await runCommand([...pip, `--requirement=${REQUIREMENTS}`]);
  if (code !== 0) {
    throw new SetupError(
      `pip could not install cfn-lint; is the Python package index reachable from here? It said: ${stderr.split('\n').at(-1)}`,
    );
  }
  await rename(work, folder); // scripts in it name the old one, hence the python in the command
}
