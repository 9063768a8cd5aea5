import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ensureIndexes } from '@vc/blobs/indexes.ts';
import { type Media, newFileId } from '@vc/blobs/media.ts';
import { writeFile } from '@vc/blobs/write.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { GridFSBucket, ObjectId } from 'mongodb';
import { seconds } from '../measure.ts';
import { type Bench, hold, type Part } from '../part.ts';
import type { Target } from '../send-video.ts';
import { startFileServer, startGatewaySource } from '../served.ts';
import { startStore } from '../store/store.ts';
import type { Row } from '../table.ts';
import { fetchAll, fetchFirstByte } from './fetch-bytes.ts';
import { CHUNK_BYTES, noise } from './noise.ts';

const MIB = 2 ** 20;

/** Places in the file, as shares of it, whose first byte is asked for in one run; a player that seeks asks for such. */
const PLACES = [0.1, 0.3, 0.5, 0.7, 0.9];

/** Downloads at the gateway: its own share, with the store's, and how soon a player that seeks has something to play. */
export const download: Part = {
  name: 'download',
  run: async bench => [...(await fromMemory(bench)), ...(await fromStore(bench))],
};

/** A whole file out of memory through the gateway, against a bare server of a file that the kernel has in memory. */
async function fromMemory(bench: Bench): Promise<Row[]> {
  const bytes = bench.sizes.downloadBytes;
  const directory = await createTemporaryDirectory();
  try {
    const file = join(directory, 'noise');
    await pipeline(Readable.from(noise(bytes)), createWriteStream(file));
    await using bare = await startFileServer(file);
    await using gateway = await startGatewaySource({ bytes });
    const throughput = async (target: Target) => bytes / MIB / (await seconds(() => fetchAll(target, bytes)));
    for (const target of [bare, gateway]) await throughput(target); // compiled code before it is measured
    const figures = await hold(bench, {
      baseline: () => throughput(bare),
      ours: () => throughput(gateway),
    });
    const what = `download of ${bytes / MIB} MiB: bare Node file server, gateway out of memory`;
    return [{ what, unit: 'MiB/s', figures, aim: { atLeast: 0.8 } }];
  } finally {
    await removeDirectory(directory);
  }
}

/** A whole file, and its first byte from somewhere on, through the gateway and the store against the store alone. */
async function fromStore(bench: Bench): Promise<Row[]> {
  const bytes = bench.sizes.storedMp3Bytes;
  bench.tell('MongoDB starts');
  await using store = await startStore();
  await ensureIndexes(store.media);
  bench.tell('a file is stored');
  const file = newFileId();
  await pipeline(Readable.from(noise(bytes)), writeFile(store.media, 'mp3s', file));
  await using gateway = await startGatewaySource({ bytes, stored: { url: store.url, file } });

  const whole = await hold(bench, {
    baseline: async () => bytes / MIB / (await seconds(() => readPlainly(store.media, file))),
    ours: async () => bytes / MIB / (await seconds(() => fetchAll(gateway, bytes))),
  });
  const offsets = PLACES.map(place => Math.floor(place * bytes));
  const eachMs = async (read: (offset: number) => Promise<void>) => {
    const took = await seconds(async () => {
      for (const offset of offsets) await read(offset);
    });
    return (1_000 * took) / offsets.length;
  };
  const firstByte = await hold(bench, {
    baseline: () => eachMs(offset => readChunk(store.media, file, Math.floor(offset / CHUNK_BYTES))),
    ours: () => eachMs(offset => fetchFirstByte(gateway, offset)),
  });
  const size = `${Math.round(bytes / MIB)} MiB`;
  return [
    {
      what: `download of ${size}: the driver's own stream, gateway from the store`,
      unit: 'MiB/s',
      figures: whole,
    },
    {
      what: `first byte of a range of ${size}: one chunk by the driver, the gateway`,
      unit: 'ms',
      figures: firstByte,
      aim: { aboveAtMost: 50 },
    },
  ];
}

async function readPlainly({ db }: Media, file: string): Promise<void> {
  const id = ObjectId.createFromHexString(file);
  const stream = new GridFSBucket(db, { bucketName: 'mp3s' }).openDownloadStream(id);
  for await (const _piece of stream);
}

/** What no reader of a file can do without: the chunk that holds a byte. */
async function readChunk({ db }: Media, file: string, n: number): Promise<void> {
  const chunk = await db
    .collection('mp3s.chunks')
    .findOne({ files_id: ObjectId.createFromHexString(file), n });
  if (!chunk) throw new Error(`the store has no chunk ${n}`);
}
