import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ensureIndexes } from '@vc/blobs/indexes.ts';
import type { Media } from '@vc/blobs/media.ts';
import { GridFSBucket } from 'mongodb';
import { seconds } from '../measure.ts';
import { hold, type Part } from '../part.ts';
import { sendVideo } from '../send-video.ts';
import { startGatewaySink } from '../served.ts';
import { startStore } from './store.ts';

const MIB = 2 ** 20;
const BLOCK = randomBytes(2 ** 16);

/** Uploads through the gateway into the real store, against the plain driver that writes as many bytes from memory. */
export const storedUpload: Part = {
  name: 'stored-upload',
  async run(bench) {
    bench.tell('MongoDB starts');
    await using store = await startStore();
    await ensureIndexes(store.media);
    await using gateway = await startGatewaySink({ storeUrl: store.url });
    const bytes = bench.sizes.storedBytes;
    const throughput = async (send: () => Promise<void>) => {
      const figure = bytes / MIB / (await seconds(send));
      await dropVideos(store.media); // each run finds the store as the first one did
      return figure;
    };
    const figures = await hold(bench, {
      baseline: () => throughput(() => writePlainly(store.media, bytes)),
      ours: () => throughput(() => sendVideo(gateway, bytes)),
    });
    const what = `${bytes / MIB} MiB into the store: the driver's own stream, an upload at the gateway`;
    return [{ what, unit: 'MiB/s', figures, aim: { atLeast: 0.95 } }];
  },
};

async function writePlainly(media: Media, bytes: number): Promise<void> {
  const target = new GridFSBucket(media.db, { bucketName: 'videos' }).openUploadStream('video.mp4');
  await pipeline(Readable.from(blocks(bytes)), target);
}

function* blocks(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= BLOCK.length) yield BLOCK.subarray(0, left);
}

async function dropVideos({ db }: Media): Promise<void> {
  await db.collection('videos.files').deleteMany({});
  await db.collection('videos.chunks').deleteMany({});
}
