import { join } from 'node:path';
import { type Media, openMedia } from '@vc/blobs/media.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { startMongodb } from '@vc/local/datastores.ts';
import { silentProgress } from '@vc/local/progress.ts';
import { databaseUrl } from '@vc/local/provision.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { withoutServers } from '@vc/local/testing/without-servers.ts';

/** A media store of its own; disposing of it removes it. */
export type OwnStore = AsyncDisposable & { url: string; media: Media };

/** Starts it, as durable as in production. */
export async function startStore(): Promise<OwnStore> {
  await using opened = new AsyncDisposableStack();
  const directory = await createTemporaryDirectory();
  opened.defer(() => removeDirectory(directory));
  const mongodb = await startMongodb({
    directory: join(directory, 'mongodb'),
    durable: true,
    progress: silentProgress,
    env: withoutServers(),
  });
  opened.defer(() => mongodb.stop());
  const url = new URL(databaseUrl(mongodb.url, 'media'));
  url.searchParams.set('authSource', 'admin');
  const media = openMedia({ url: url.href, log: createLogger('bench', 'silent') });
  opened.defer(() => media.close());
  const all = opened.move();
  return { url: url.href, media, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
