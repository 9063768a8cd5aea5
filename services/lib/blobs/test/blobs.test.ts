import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createLogger } from '@vc/kit/logger.ts';
import { createMongoDatabase } from '@vc/local/testing/stack.ts';
import { type CommandStartedEvent, type Document, ObjectId } from 'mongodb';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ensureIndexes } from '../src/indexes.ts';
import { type Media, newFileId, openMedia } from '../src/media.ts';
import { findFile, MissingFileError, openFile, readFile } from '../src/read.ts';
import { removeFile } from '../src/remove.ts';
import { writeFile } from '../src/write.ts';

const log = createLogger('blobs-test', 'silent');
const CHUNK = 255 * 1024;
const MIB = 1024 * 1024;

let media: Media;
beforeAll(async () => {
  const url = new URL((await createMongoDatabase()).url);
  url.searchParams.set('monitorCommands', 'true');
  media = openMedia({ url: url.href, log });
  await ensureIndexes(media);
});
afterAll(() => media.close());

const chunks = () => media.db.collection<{ files_id: ObjectId; n: number }>('videos.chunks');
const idOf = (file: string) => ObjectId.createFromHexString(file);

/** Collects what is sent to the server until the test ends. */
function watchCommands() {
  const commands: { name: string; body: Document }[] = [];
  const listener = (event: CommandStartedEvent) =>
    commands.push({ name: event.commandName, body: event.command });
  media.db.client.on('commandStarted', listener);
  onTestFinished(() => void media.db.client.off('commandStarted', listener));
  return commands;
}

/** Stores bytes as the gateway does, and returns their id. */
async function store(bytes: Buffer): Promise<string> {
  const file = newFileId();
  await pipeline(Readable.from([bytes]), writeFile(media, 'videos', file));
  return file;
}

const load = (file: string, range?: { start: number; end: number }) =>
  buffer(readFile(media, 'videos', file, range));

describe('what is stored comes back as it was', () => {
  test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 8 * CHUNK, 8 * CHUNK + 1, 20 * CHUNK + 7])(
    '%i bytes',
    async size => {
      const bytes = randomBytes(size);
      const file = await store(bytes);
      expect((await load(file)).equals(bytes)).toBe(true);
      expect(await findFile(media, 'videos', file)).toEqual({ length: size });
    },
  );
});

describe('a range is exactly these bytes', () => {
  const size = 17 * CHUNK + 100;
  const bytes = randomBytes(size);
  let file: string;
  beforeAll(async () => {
    file = await store(bytes);
  });

  test.each([
    ['the first byte', 0, 0],
    ['the last byte', size - 1, size - 1],
    ['everything', 0, size - 1],
    ['all but the first and last byte', 1, size - 2],
    ['one whole chunk', CHUNK, 2 * CHUNK - 1],
    ['the last byte of a chunk', CHUNK - 1, CHUNK - 1],
    ['the first byte of a chunk', CHUNK, CHUNK],
    ['across one border', CHUNK - 1, CHUNK],
    ['within a chunk', 3 * CHUNK + 10, 3 * CHUNK + 20],
    ['exactly one window', 0, 8 * CHUNK - 1],
    ['a window that begins within a chunk', 2 * CHUNK + 5, 10 * CHUNK + 5],
    ['two windows', CHUNK, 17 * CHUNK - 1],
    ['the short last chunk', 17 * CHUNK, size - 1],
    ['the end', 16 * CHUNK + 1, size - 1],
  ])('%s', async (_name, start, end) => {
    expect((await load(file, { start, end })).equals(bytes.subarray(start, end + 1))).toBe(true);
  });

  test('wherever it lies', async () => {
    for (let round = 0; round < 30; round += 1) {
      const [start = 0, end = 0] = [Math.random(), Math.random()]
        .map(x => Math.floor(x * size))
        .toSorted((a, b) => a - b);
      const read = await load(file, { start, end });
      expect(read.equals(bytes.subarray(start, end + 1)), `${start}-${end}`).toBe(true);
    }
  });

  test('but beyond the end it is an error', async () => {
    await expect(load(file, { start: size - 10, end: size })).rejects.toThrow(MissingFileError);
  });
});

describe('chosen chunks of an open file', () => {
  const size = 30 * CHUNK + 9;
  const bytes = randomBytes(size);
  const read = async (file: string, numbers: number[]) => {
    const found: number[] = [];
    const { readChunks } = await openFile(media, 'videos', file);
    for await (const { n, bytes: chunk } of readChunks(numbers)) {
      expect(chunk.equals(bytes.subarray(n * CHUNK, (n + 1) * CHUNK))).toBe(true);
      found.push(n);
    }
    return found;
  };

  test('are these and no others, over any number of windows', async () => {
    const file = await store(bytes);
    expect(await openFile(media, 'videos', file)).toMatchObject({ length: size, chunkSize: CHUNK });
    const commands = watchCommands();
    for (const numbers of [[], [0], [30], [3, 17], Array.from({ length: 16 }, (_, i) => 2 * i)]) {
      expect(await read(file, numbers)).toEqual(numbers);
    }
    const finds = commands.filter(({ name, body }) => name === 'find' && body.find === 'videos.chunks');
    expect(finds).toHaveLength(1 + 1 + 1 + 2);
  });

  test('never lack one silently', async () => {
    const file = await store(bytes);
    await chunks().deleteOne({ files_id: idOf(file), n: 17 });
    await expect(read(file, [3, 17, 20])).rejects.toThrow(`chunk 17 of ${file} is missing`);
    expect(await read(file, [3, 20])).toEqual([3, 20]);
    await expect(openFile(media, 'videos', newFileId())).rejects.toThrow(MissingFileError);
  });
});

describe('never short: it is an error', () => {
  test('where there is no such file', async () => {
    await expect(load(newFileId())).rejects.toThrow(MissingFileError);
    expect(await findFile(media, 'videos', newFileId())).toBeUndefined();
  });

  test.each([
    ['first', 0],
    ['middle', 5],
    ['last of a window', 7],
    ['first of a window', 8],
    ['last', 10],
  ])('where the %s chunk is missing', async (_name, n) => {
    const file = await store(randomBytes(10 * CHUNK + 50));
    await chunks().deleteOne({ files_id: idOf(file), n });
    await expect(load(file)).rejects.toThrow(`chunk ${n} of ${file} is missing`);
  });

  test('where all chunks from some point on are missing', async () => {
    const file = await store(randomBytes(10 * CHUNK));
    await chunks().deleteMany({ files_id: idOf(file), n: { $gte: 8 } });
    await expect(load(file)).rejects.toThrow(MissingFileError);
    expect((await load(file, { start: 0, end: 8 * CHUNK - 1 })).length).toBe(8 * CHUNK);
  });

  test('where a chunk is cut', async () => {
    const file = await store(randomBytes(2 * CHUNK));
    await media.db
      .collection('videos.chunks')
      .updateOne({ files_id: idOf(file), n: 1 }, { $set: { data: randomBytes(10) } });
    await expect(load(file)).rejects.toThrow(MissingFileError);
  });
});

describe('a big file', () => {
  const SIZE = 32 * MIB;
  const block = randomBytes(MIB);
  const expected = () => {
    const hash = createHash('sha256');
    for (let n = 0; n < SIZE / MIB; n += 1) hash.update(block);
    return hash.digest('hex');
  };
  let file: string;
  beforeAll(async () => {
    file = newFileId();
    const blocks = Array.from({ length: SIZE / MIB }, () => block);
    await pipeline(Readable.from(blocks), writeFile(media, 'videos', file));
  });

  test('is fetched no faster than it is read: two windows ahead and no more', async () => {
    const commands = watchCommands();
    const hash = createHash('sha256');
    let length = 0;
    let furthest = 0;
    for await (const chunk of readFile(media, 'videos', file)) {
      length += chunk.length;
      hash.update(chunk);
      const windows = commands.filter(({ name, body }) => name === 'find' && 'sort' in body);
      const asked = windows.reduce((sum, { body }) => sum + body.filter.n.$in.length, 0);
      furthest = Math.max(furthest, asked * CHUNK - length);
    }
    expect(length).toBe(SIZE);
    expect(hash.digest('hex')).toBe(expected());
    expect(furthest).toBeLessThanOrEqual(3 * 8 * CHUNK);
  });

  test('begins with one chunk, so that it begins soon', async () => {
    const commands = watchCommands();
    const start = SIZE / 2;
    await load(file, { start, end: start + 20 * CHUNK });
    const windows = commands.filter(({ name, body }) => name === 'find' && 'sort' in body);
    expect(windows.map(({ body }) => body.filter.n.$in.length)).toEqual([1, 2, 4, 8, 6]);
  });

  test('is not read further than its reader goes', async () => {
    const commands = watchCommands();
    const reader = readFile(media, 'videos', file);
    await new Promise(resolve => reader.once('readable', resolve));
    reader.destroy();
    await new Promise(resolve => reader.once('close', resolve));
    expect(reader.destroyed).toBe(true);
    expect(await findFile(media, 'videos', file)).toEqual({ length: SIZE });
    const reads = commands.filter(({ name }) => name === 'find' || name === 'getMore');
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.length).toBeLessThan(6); // the file itself, the first windows, and the look afterwards
  });
});

describe('removal', () => {
  test('takes the file and its chunks, and may be asked for again', async () => {
    const [file, other] = [await store(randomBytes(3 * CHUNK)), await store(randomBytes(CHUNK))];
    for (let times = 0; times < 2; times += 1) await removeFile(media, 'videos', file);
    await removeFile(media, 'mp3s', file);
    expect(await findFile(media, 'videos', file)).toBeUndefined();
    expect(await chunks().countDocuments({ files_id: idOf(file) })).toBe(0);
    expect((await load(other)).length).toBe(CHUNK);
  });

  test('takes the chunks of an upload that never became a file', async () => {
    const file = newFileId();
    async function* cut() {
      yield randomBytes(3 * CHUNK);
      await vi.waitFor(
        async () => expect(await chunks().countDocuments({ files_id: idOf(file) })).toBeGreaterThan(0),
        { timeout: 20_000 },
      );
      throw new Error('the client went away');
    }
    await expect(pipeline(cut, writeFile(media, 'videos', file))).rejects.toThrow('the client went away');
    expect(await findFile(media, 'videos', file)).toBeUndefined();
    await expect(load(file)).rejects.toThrow(MissingFileError);

    await removeFile(media, 'videos', file);
    expect(await chunks().countDocuments({ files_id: idOf(file) })).toBe(0);
  });

  test('takes, the second time, what a writer added that was frozen meanwhile', async () => {
    const file = newFileId();
    const writer = writeFile(media, 'videos', file);
    await removeFile(media, 'videos', file);
    await pipeline(Readable.from([randomBytes(2 * CHUNK + 1)]), writer);
    expect(await chunks().countDocuments({ files_id: idOf(file) })).toBe(3);
    await removeFile(media, 'videos', file);
    expect(await chunks().countDocuments({ files_id: idOf(file) })).toBe(0);
    expect(await findFile(media, 'videos', file)).toBeUndefined();
  });

  test('cuts a download under way, which does not end as if it were whole', async () => {
    const file = await store(randomBytes(30 * CHUNK));
    const reader = readFile(media, 'videos', file);
    await new Promise(resolve => reader.once('readable', resolve));
    await removeFile(media, 'videos', file);
    await expect(buffer(reader)).rejects.toThrow(MissingFileError);
  });
});

describe('the store', () => {
  test('has the indexes that GridFS needs, and making them again changes nothing', async () => {
    await ensureIndexes(media);
    for (const bucket of ['videos', 'mp3s']) {
      const indexes = await media.db.collection(`${bucket}.chunks`).indexes();
      expect(indexes).toContainEqual(expect.objectContaining({ key: { files_id: 1, n: 1 }, unique: true }));
    }
  });

  test('refuses a second chunk in the same place', async () => {
    const file = await store(randomBytes(10));
    await expect(chunks().insertOne({ files_id: idOf(file), n: 0 })).rejects.toThrow(/duplicate/i);
  });

  test('finds a window of chunks by the index', async () => {
    const plan = await chunks()
      .find({ files_id: new ObjectId(), n: { $in: [0, 3, 9] } })
      .sort({ n: 1 })
      .explain();
    expect(JSON.stringify(plan)).toMatch(/IXSCAN|Index Scan/);
  });

  test('writes what a majority has in its journal', async () => {
    const commands = watchCommands();
    await store(randomBytes(2 * CHUNK));
    const inserts = commands.filter(({ name }) => name === 'insert');
    expect(inserts).toHaveLength(3);
    for (const { body } of inserts) expect(body).toMatchObject({ writeConcern: { w: 'majority', j: true } });
  });

  test('gives every file an id of its own', () => {
    expect(new Set(Array.from({ length: 1000 }, newFileId)).size).toBe(1000);
  });
});
