import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { withFileLock } from '@vc/local/file-lock.ts';

/** Does work while nobody else starts or stops the node of this folder. The file stays: to remove a lock is a race. */
export async function withNodeLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(folder), { recursive: true });
  return withFileLock(`${folder}.lock`, work);
}
