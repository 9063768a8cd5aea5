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
import { ensurePrograms, installPackages } from '@vc/local/system-packages.ts';

const REQUIREMENTS = fileURLToPath(new URL('../python/cfn-lint.txt', import.meta.url));

/**
 * The linter of CloudFormation templates, as a command: a virtual environment of Python, made once in the cache.
 *
 * @throws {SetupError} where there is no Python 3.11 that makes such environments, or no package index
 */
export async function ensureCfnLint(progress: Progress): Promise<readonly [string, ...string[]]> {
  const key = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex')
    .slice(0, 12);
  const folder = join(cacheDirectory(), 'tools', `cfn-lint-${key}`);
  const command = [join(folder, 'bin/python'), join(folder, 'bin/cfn-lint')] as const;
  if (existsSync(folder)) return command;
  await ensurePrograms(['flock'], progress);
  await ensurePython(progress);
  await mkdir(join(folder, '..'), { recursive: true });
  await withFileLock(`${folder}.lock`, async () => {
    if (!existsSync(folder)) await progress.step('Installing cfn-lint (once)', () => install(folder));
  });
  return command;
}

/** Debian's Python makes no virtual environments by itself: what puts pip into them is a package of its own. */
async function ensurePython(progress: Progress): Promise<void> {
  const python = findProgram('python3');
  const isWhole = python && (await runCommand([python, '-m', 'ensurepip', '--version'])).code === 0;
  if (!isWhole) await installPackages(['python3-venv'], 'Python 3.11 or newer, with venv', progress);
}

/** In a folder beside, so that what an interruption leaves is not taken for whole. */
async function install(folder: string): Promise<void> {
  const work = `${folder}.installing`;
  await rm(work, { recursive: true, force: true });
  await succeed(
    [findProgram('python3') ?? 'python3', '-m', 'venv', work],
    'Python made no virtual environment.',
  );
  const pip = [
    join(work, 'bin/python'),
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
  ] as const;
  await succeed(
    [...pip, '--no-deps', `--requirement=${REQUIREMENTS}`],
    'pip could not install cfn-lint; is the Python package index reachable from here?',
  );
  await rename(work, folder); // scripts in it name the old one, hence the python in the command
}

async function succeed(command: readonly [string, ...string[]], problem: string): Promise<void> {
  const { code, stderr } = await runCommand(command);
  if (code !== 0) throw new SetupError(`${problem} It said: ${stderr.split('\n').at(-1)}`);
}
