import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import { REPOSITORY } from '../../repository.ts';

/** Makes the folder of a node, and notes which clone of the repository it belongs to. */
export async function claim(folder: string): Promise<void> {
  await requireOwn(folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(fileOf(folder), REPOSITORY);
}

/** @throws {SetupError} when another clone, which still exists, has made the node of this folder */
export async function requireOwn(folder: string): Promise<void> {
  const owner = existsSync(fileOf(folder)) ? await readFile(fileOf(folder), 'utf8') : REPOSITORY;
  if (owner === REPOSITORY || !existsSync(owner)) return;
  throw new SetupError(
    `The cluster on this machine is that of ${owner}; to end it, type there: npm run cluster -- down local`,
  );
}

const fileOf = (folder: string) => join(folder, 'owner');
