import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ensureIndexes } from '@vc/blobs/indexes.ts';
import { newFileId, openMedia } from '@vc/blobs/media.ts';
import { readFile } from '@vc/blobs/read.ts';
import { removeFile } from '@vc/blobs/remove.ts';
import { writeFile } from '@vc/blobs/write.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { startMongodb } from '@vc/local/datastores.ts';
import { silentProgress } from '@vc/local/progress.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { withoutServers } from '@vc/local/testing/without-servers.ts';
import { convertStored } from '../../../converter/src/convert-stored.ts';
import { createFfmpegTranscoder } from '../../../converter/src/ffmpeg-transcoder.ts';

/** A media store with the converter's way from a stored video to a local MP3. */
export type StoredConversions = AsyncDisposable & {
  directory: string;
  /** For other processes. */
  url: string;
  /** Puts a video into the store; `remove` takes it out. */
  put(video: string): Promise<{ file: string; remove(): Promise<void> }>;
  /** Fetches a file and throws it away. */
  fetch(file: string): Promise<void>;
  /** Fetches and converts, with so many processes. */
  convert(file: string, processes: number, signal: AbortSignal): Promise<Used>;
};

/** What a conversion took, in bytes: of the store, and of the local disk beside the MP3. */
export type Used = { fetched: number; spooled: number };

/** Starts a media store of its own. */
export async function openStoredConversions(): Promise<StoredConversions> {
  await using opened = new AsyncDisposableStack();
  const directory = await createTemporaryDirectory();
  opened.defer(() => removeDirectory(directory));
  const start = { directory: join(directory, 'mongodb'), durable: false, progress: silentProgress };
  const mongodb = await startMongodb({ ...start, env: withoutServers() });
  opened.defer(() => mongodb.stop());
  const url = new URL(await mongodb.createUser({ database: 'media', name: 'bench', password: 'bench' }));
  url.searchParams.set('monitorCommands', 'true');
  const media = openMedia({ url: url.href, log: createLogger('bench', 'silent') });
  opened.defer(() => media.close());
  await ensureIndexes(media);
  let sent = 0;
  media.db.client.on('commandSucceeded', ({ commandName, reply }) => {
    if (commandName !== 'find') return;
    // The driver's types do not know what a server answers.
    const { cursor } = reply as { cursor: { firstBatch: { data?: { length(): number } }[] } };
    for (const { data } of cursor.firstBatch) sent += data?.length() ?? 0;
  });
  const transcoder = await createFfmpegTranscoder({ timeLimitMs: 1_500_000 });
  const all = opened.move();
  return {
    directory,
    url: url.href,
    async put(video) {
      const file = newFileId();
      await pipeline(createReadStream(video), writeFile(media, 'videos', file));
      return { file, remove: () => removeFile(media, 'videos', file) };
    },
    async fetch(file) {
      for await (const _piece of readFile(media, 'videos', file));
    },
    async convert(file, processes, signal) {
      const before = sent;
      const folder = await mkdtemp(join(directory, 'job-'));
      try {
        const places = { folder, target: join(folder, 'mp3') };
        const request = { name: 'in.mp4', maxSeconds: 4 * 3_600 };
        const options = { signal, onProgress() {}, countProcesses: async () => processes };
        await convertStored({ media, transcoder }, file, places, request, options);
        return { fetched: sent - before, spooled: await measureSpooled(folder) };
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** The files of a conversion but for its MP3, in bytes. None of them is removed before its end. */
async function measureSpooled(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter(name => name !== 'mp3');
  const sizes = await Promise.all(names.map(async name => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
