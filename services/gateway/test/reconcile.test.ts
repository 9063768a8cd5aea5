import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newFileId } from '@vc/blobs/media.ts';
import { findFile } from '@vc/blobs/read.ts';
import { writeFile } from '@vc/blobs/write.ts';
import { DEFAULT_QUOTA } from '@vc/jobs/policy.ts';
import { acceptUpload, beginUpload } from '@vc/jobs/receive.ts';
import { ObjectId } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reconcileBlobs } from '../src/admin/reconcile.ts';
import { createWorld, type World } from './support/world.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world?.close());

const store = (file: string) =>
  pipeline(Readable.from([Buffer.alloc(600_000, 7)]), writeFile(world.media, 'videos', file));

async function upload(options: { isStored: boolean }): Promise<{ fid: string; file: string }> {
  const file = newFileId();
  const begun = await beginUpload(
    world.db,
    {
      owner: crypto.randomUUID(),
      bitrate: null,
      file,
      maxBytes: 1e6,
      contentLength: 600_000,
      idempotency: null,
    },
    DEFAULT_QUOTA,
  );
  if (begun.kind !== 'begun') throw new Error(begun.kind);
  if (options.isStored) await store(file);
  const video = { name: 'a.mp4', size: 600_000, sha256: '00', type: 'video/mp4' };
  await acceptUpload(world.db, begun.lease, video);
  return { fid: begun.lease.fid, file };
}

test('removes what only the store has, tells what only the database has, and leaves the rest', async () => {
  const whole = await upload({ isStored: true });
  const lost = await upload({ isStored: false });
  const stray = newFileId();
  await store(stray);
  const torn = new ObjectId();
  await world.media.db
    .collection('videos.chunks')
    .insertOne({ files_id: torn, n: 0, data: Buffer.from('x') });
  const missing = [{ ...lost, bucket: 'videos' }];

  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  expect(await reconcileBlobs(world, { isDryRun: true, print })).toEqual({ unknown: 2, missing });
  expect(await findFile(world.media, 'videos', stray)).toBeDefined();

  expect(await reconcileBlobs(world, { isDryRun: false, print })).toEqual({ unknown: 2, missing });
  expect(await findFile(world.media, 'videos', stray)).toBeUndefined();
  expect(await world.media.db.collection('videos.chunks').countDocuments({ files_id: torn })).toBe(0);
  expect(await findFile(world.media, 'videos', whole.file)).toEqual({ length: 600_000 });
  expect(lines.filter(line => line.includes(stray))).toHaveLength(2);
  expect(await reconcileBlobs(world, { isDryRun: false, print })).toEqual({ unknown: 0, missing });
});
