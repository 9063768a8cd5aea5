import { buffer } from 'node:stream/consumers';
import { createLogger } from '@vc/kit/logger.ts';
import { isOutage } from '@vc/kit/outage.ts';
import type { Mongodb } from '@vc/local/datastores/datastore.ts';
import { type Own, startOwnMongodb } from '@vc/local/testing/stack.ts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ensureIndexes } from '../src/indexes.ts';
import { type Media, newFileId, openMedia } from '../src/media.ts';
import { readFile } from '../src/read.ts';

const log = createLogger('blobs-test', 'silent');
let server: Own<Mongodb>;
let url: string;
let media: Media;
beforeAll(async () => {
  server = await startOwnMongodb();
  url = await server.createUser({ database: 'media', name: 'gateway', password: 'secret' });
  media = openMedia({ url, log });
});
afterAll(async () => {
  await media.close();
  await server.remove();
});

test('a store that is away says so, and is found again', async () => {
  expect(await media.isUp()).toBe(true);
  await ensureIndexes(media);
  await server.stop();
  expect(await media.isUp()).toBe(false);
  const error = await buffer(readFile(media, 'mp3s', newFileId())).catch((cause: unknown) => cause);
  expect(isOutage(error)).toBe(true);
  await server.start();
  await vi.waitFor(async () => expect(await media.isUp()).toBe(true), { timeout: 20_000 });
});

test('a store that comes long after the service is found', async () => {
  await server.stop();
  const early = openMedia({ url, log });
  try {
    // The driver's first attempt has failed, after which it would never make another one.
    await expect(early.db.command({ ping: 1 })).rejects.toThrow();
    await server.start();
    await early.connected;
    expect(await early.isUp()).toBe(true);
  } finally {
    await early.close();
  }
});

test('a client that is closed before its store ever came lets go', async () => {
  const early = openMedia({ url: 'mongodb://127.0.0.1:1/media', log });
  await early.close();
  await early.connected;
  expect(await early.isUp()).toBe(false);
});

test('a frozen store is not up', async () => {
  await server.freeze();
  try {
    expect(await media.isUp()).toBe(false);
  } finally {
    await server.thaw();
  }
  await vi.waitFor(async () => expect(await media.isUp()).toBe(true), { timeout: 20_000 });
});
