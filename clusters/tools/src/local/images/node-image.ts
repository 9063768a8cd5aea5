import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { type BuildInput, filesBelow } from './build-inputs.ts';

/** Whom this machine trusts: there may be a proxy of the company between us and the registry. */
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** The pinned Node.js, which runs this very program, and no other. */
export function nodeProgram(replaces: string): BuildInput {
  const { version, arch, execPath } = process;
  if (!replaces.includes(`:${version.slice(1)}-`)) {
    throw new SetupError(`The image of Node.js is ${replaces}, but node_modules has Node.js ${version}.`);
  }
  return { path: 'programs/node', file: execPath, identity: `${version} ${arch}` };
}

/**
 * What the image has beside Node.js: npm, as the lock file in the stand-in's folder says, and how this machine reaches the
 * registry. Not part of its key, since neither changes what is installed.
 */
export async function npmInputs(folder: string, work: string): Promise<BuildInput[]> {
  await mkdir(work, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    await copyFile(join(folder, file), join(work, file));
  }
  await runSuccessfully(['npm', 'ci', '--ignore-scripts', '--no-fund', '--no-audit', `--prefix=${work}`]);
  const registry = await runSuccessfully(['npm', 'config', 'get', 'registry'], { cwd: work });
  const trusted = existsSync(CERTIFICATES);
  const npmrc = join(work, 'npmrc');
  await writeFile(
    npmrc,
    `registry=${registry}${trusted ? 'cafile=/usr/local/etc/npm/certificates.crt\n' : ''}`,
  );
  return [
    ...(await filesBelow(join(work, 'node_modules/npm'), 'node_modules/npm')),
    { path: 'npm/npmrc', file: npmrc },
    ...(trusted ? [{ path: 'npm/certificates.crt', file: CERTIFICATES }] : []),
  ];
}
