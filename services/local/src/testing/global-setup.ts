import { randomBytes } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { startDatastores } from '../datastores.ts';
import { createProgress } from '../progress.ts';
import { generatePasswords } from '../provision.ts';
import { ensurePrograms } from '../system-packages.ts';
import {
  createTemporaryDirectory,
  removeAbandonedDirectories,
  removeDirectory,
} from '../temporary-directory.ts';
import type { TestStack } from './provided.ts';
import { removeWhatTestsMade } from './shared-servers.ts';

/** Boots the datastores of a test run, once for all test files, and returns what takes them away again. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const progress = createProgress();
  await ensurePrograms(['ffmpeg', 'ffprobe', 'setpriv', 'prlimit'], progress);
  await removeAbandonedDirectories();
  const directory = await createTemporaryDirectory();
  const datastores = await startDatastores({ directory, durable: false, progress });
  const { postgres, mongodb, rabbitmq } = datastores;
  const stack: TestStack = {
    run: `test_${randomBytes(4).toString('hex')}`,
    postgresUrl: postgres.url,
    mongodbUrl: mongodb.url,
    rabbitmqUrl: rabbitmq.url,
    rabbitmqApiUrl: rabbitmq.apiUrl,
    passwords: generatePasswords(),
  };
  project.provide('stack', stack);

  return async () => {
    await removeWhatTestsMade(stack, datastores);
    await datastores.stop();
    await removeDirectory(directory);
  };
}
