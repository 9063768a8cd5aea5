/**
 * What the product relies on of MongoDB, stated against whatever server this machine runs: real MongoDB where Docker
 * is, FerretDB elsewhere. Whoever exchanges the server learns here whether the new one will do.
 */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { GridFSBucket, MongoClient, ObjectId } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMongoDatabase } from '../src/testing/stack.ts';

const RACERS = 8;
const ROUNDS = 25;

let url: string;
let client: MongoClient;
beforeAll(async () => {
  ({ url } = await createMongoDatabase());
  client = new MongoClient(url, { writeConcern: { w: 'majority', journal: true } });
});
afterAll(() => client.close());

/** Clients that share no connection, so that the server has to tell them apart. */
async function withRacers<T>(work: (racers: MongoClient[]) => Promise<T>): Promise<T> {
  const racers = Array.from({ length: RACERS }, () => new MongoClient(url, { maxPoolSize: 1 }));
  try {
    await Promise.all(racers.map(racer => racer.connect()));
    return await work(racers);
  } finally {
    await Promise.all(racers.map(racer => racer.close()));
  }
}

describe('racing clients', () => {
  test('a compare-and-set has exactly one winner', async () => {
    await client.db().collection('race').insertOne({ name: 'lock', version: 0 });
    await withRacers(async racers => {
      for (let version = 0; version < ROUNDS; version += 1) {
        const results = await Promise.all(
          racers.map((racer, winner) =>
            racer
              .db()
              .collection('race')
              .updateOne({ name: 'lock', version }, { $set: { version: version + 1, winner } }),
          ),
        );
        const winners = results.flatMap((result, index) => (result.modifiedCount === 1 ? [index] : []));
        expect(winners).toHaveLength(1);
        expect(await client.db().collection('race').findOne({ name: 'lock' })).toMatchObject({
          version: version + 1,
          winner: winners[0],
        });
      }
    });
  });

  test('of documents with one key of a unique index, one is stored', async () => {
    const keys = client.db().collection('keys');
    await keys.createIndex({ files_id: 1, n: 1 }, { unique: true });
    await withRacers(async racers => {
      for (let n = 0; n < ROUNDS; n += 1) {
        const results = await Promise.allSettled(
          racers.map(racer => racer.db().collection('keys').insertOne({ files_id: 'same', n })),
        );
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        // Not asserted of the racers: FerretDB tells some of them of a deadlock instead of the duplicate.
        await expect(keys.insertOne({ files_id: 'same', n })).rejects.toMatchObject({ code: 11000 });
      }
    });
    expect(await keys.countDocuments()).toBe(ROUNDS);
  });
});

describe('GridFS', () => {
  const CHUNK = 64 * 1024;
  const openBucket = () => new GridFSBucket(client.db(), { bucketName: 'videos', chunkSizeBytes: CHUNK });
  const chunks = () => client.db().collection<{ files_id: ObjectId; n: number }>('videos.chunks');

  async function write(content: Buffer): Promise<ObjectId> {
    const id = new ObjectId();
    await pipeline(Readable.from([content]), openBucket().openUploadStreamWithId(id, 'some.mp4'));
    return id;
  }

  /** How the product reads a range: a window of chunks, in order. */
  const readWindow = (id: ObjectId, from: number, to: number) =>
    chunks()
      .find({ files_id: id, n: { $gte: from, $lt: to } })
      .sort({ n: 1 });

  test('what was acknowledged by a majority, journaled, is read back byte by byte', async () => {
    const content = randomBytes(5 * CHUNK + 1);
    const id = await write(content);
    const read = await buffer(openBucket().openDownloadStream(id));
    expect(read.equals(content)).toBe(true);
    expect(await client.db().collection('videos.files').findOne({ _id: id })).toMatchObject({
      length: content.length,
      chunkSize: CHUNK,
    });
  });

  test('a window has its chunks, in order, and no others', async () => {
    const id = await write(randomBytes(10 * CHUNK));
    await write(randomBytes(10 * CHUNK));
    const window = await readWindow(id, 3, 7).toArray();
    expect(window.map(chunk => [chunk.files_id.toHexString(), chunk.n])).toEqual(
      [3, 4, 5, 6].map(n => [id.toHexString(), n]),
    );
  });

  test('a deleted file leaves no chunk', async () => {
    const id = await write(randomBytes(3 * CHUNK));
    await openBucket().delete(id);
    expect(await chunks().countDocuments({ files_id: id })).toBe(0);
  });

  test('a window is found by the index, however many other files there are, so that its time does not grow', async () => {
    const id = await write(randomBytes(10 * CHUNK));
    for (const others of [0, 40]) {
      await Promise.all(Array.from({ length: others }, () => write(randomBytes(4 * CHUNK))));
      const plan = JSON.stringify(await readWindow(id, 3, 7).explain('executionStats'));
      expect(plan).toContain('files_id_1_n_1');
      expect(plan).not.toMatch(/COLLSCAN|Seq Scan/); // as MongoDB and as PostgreSQL call it
    }
  });
});
