import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand, runSuccessfully } from '@vc/local/command.ts';
import { withFileLock } from '@vc/local/file-lock.ts';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';
import { SetupError } from '@vc/local/setup-error.ts';

const REQUIREMENTS = fileURLToPath(new URL('./requirements.txt', import.meta.url));

/**
 * A Python environment with exactly the packages of `requirements.txt`, by their checksums; installed once, and kept beside
 * what else takes long to make.
 *
 * @returns its folder of programs
 */
export async function ensureSchemathesis(tell: (text: string) => void): Promise<string> {
  const checksum = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex')
    .slice(0, 12);
  const root = join(cacheDirectory(), 'schemathesis');
  const directory = join(root, checksum);
  await mkdir(root, { recursive: true });
  await withFileLock(join(root, 'lock'), async () => {
    if (await exists(join(directory, 'installed'))) return;
    tell('installing schemathesis (about 20 s, once)');
    await rm(directory, { recursive: true, force: true });
    // In its place from the start, since a virtual environment cannot be moved; marked only once it is complete.
    await runSuccessfully(['python3', '-m', 'venv', directory]);
    const { code, stderr } = await runCommand([
      join(directory, 'bin/pip'),
      ...['install', '--quiet', '--disable-pip-version-check', '--only-binary=:all:', '--no-deps'],
      ...['--require-hashes', '--requirement', REQUIREMENTS],
    ]);
    if (code !== 0)
      throw new SetupError(
        `pip could not install schemathesis; is PyPI reachable from here? It said: ${stderr}`,
      );
    await runSuccessfully(['touch', join(directory, 'installed')]);
  });
  return join(directory, 'bin');
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
