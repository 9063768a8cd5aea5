import { join } from 'node:path';
import { startPostgres } from '@vc/local/datastores.ts';
import { runJob } from '@vc/local/product/job-process.ts';
import { generateSecrets, type Secrets } from '@vc/local/product/secrets.ts';
import { silentProgress } from '@vc/local/progress.ts';
import { provisionPostgres, type Role } from '@vc/local/provision.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { withoutServers } from '@vc/local/testing/without-servers.ts';

/** A PostgreSQL of its own with one schema in it; disposing of it removes it. */
export type OwnDatabase = AsyncDisposable & {
  urls: Record<Role, string>;
  secrets: Secrets;
  /** For whatever else is started, such as its log. */
  directory: string;
};

/** Starts it, as durable as in production, and brings the schema up to date; it takes some four seconds. */
export async function startDatabase(schema: 'auth' | 'jobs'): Promise<OwnDatabase> {
  await using opened = new AsyncDisposableStack();
  const directory = await createTemporaryDirectory();
  opened.defer(() => removeDirectory(directory));
  const postgres = await startPostgres({
    directory: join(directory, 'postgres'),
    durable: true,
    progress: silentProgress,
    env: withoutServers(),
  });
  opened.defer(() => postgres.stop());

  const secrets = generateSecrets();
  const urls = await provisionPostgres(postgres.url, {
    database: 'video_converter',
    passwords: secrets.database,
  });
  const logFile = join(directory, 'migration.log');
  await runJob(`migrate ${schema}`, { DATABASE_URL: urls[`${schema}_owner`] }, { logFile });
  const all = opened.move();
  return { urls, secrets, directory, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
