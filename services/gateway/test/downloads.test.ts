import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { removeFile } from '@vc/blobs/remove.ts';
import { ObjectId } from 'mongodb';
import { afterAll, expect, test } from 'vitest';
import { convert, fail } from './support/converter.ts';
import { fakeVideo } from './support/form.ts';
import { startGateway, startGatewayForTest } from './support/gateway.ts';
import { createUser } from './support/user.ts';
import { createWorld } from './support/world.ts';

const world = await createWorld();
const gateway = await startGateway(world);
const folder = await mkdtemp(join(tmpdir(), 'video-converter-download-'));
afterAll(async () => {
  await rm(folder, { recursive: true });
  await gateway.close();
  await world.close();
});

const user = createUser(gateway);
const mp3 = randomBytes(3_000_000);
const fid = await user.uploadVideo(fakeVideo(100), 'Überraschung 🎬.mp4');
await convert(world, fid, mp3);
const path = `/download?fid=${fid}`;
test('the MP3 comes whole, named after the upload', async () => {
  const { status, headers, bytes } = await user.get(path);
  expect(status).toBe(200);
  expect(bytes.equals(mp3)).toBe(true);
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'audio/mpeg',
    'content-length': String(mp3.length),
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'content-disposition':
      'attachment; filename="_berraschung __.mp3"; filename*=UTF-8\'\'%C3%9Cberraschung%20%F0%9F%8E%AC.mp3',
  });
});

test.each([
  ['bytes=0-9', 0, 9],
  ['bytes=261110-261130', 261_110, 261_130], // over the end of a chunk
  ['bytes=1000000-', 1_000_000, mp3.length - 1],
  ['bytes=-100', mp3.length - 100, mp3.length - 1],
  ['bytes=2999999-9999999', mp3.length - 1, mp3.length - 1],
])('the range %s is served', async (range, start, end) => {
  const { status, headers, bytes } = await user.get(path, { range });
  expect(status).toBe(206);
  expect(headers.get('content-range')).toBe(`bytes ${start}-${end}/${mp3.length}`);
  expect(headers.get('content-length')).toBe(String(end - start + 1));
  expect(bytes.equals(mp3.subarray(start, end + 1))).toBe(true);
});

test('a range behind the end cannot be satisfied', async () => {
  const { status, headers, json } = await user.get(path, { range: `bytes=${mp3.length}-` });
  expect([status, json().code]).toEqual([416, 'range-not-satisfiable']);
  expect(headers.get('content-range')).toBe(`bytes */${mp3.length}`);
});

test('what cannot be read as one range gets the whole', async () => {
  for (const range of ['bytes=0-1,5-6', 'bytes=5-1', 'items=0-1']) {
    const { status, bytes } = await user.get(path, { range });
    expect([status, bytes.length]).toEqual([200, mp3.length]);
  }
});

test('the tag makes conditional requests work', async () => {
  const tag = (await user.get(path)).headers.get('etag') ?? '';
  expect(tag).toMatch(/^"[0-9a-f]{64}"$/);
  const same = await user.get(path, { 'if-none-match': tag });
  expect([same.status, same.bytes.length, same.headers.get('etag')]).toEqual([304, 0, tag]);
  expect((await user.get(path, { 'if-none-match': '"other"' })).status).toBe(200);

  const range = 'bytes=0-9';
  expect((await user.get(path, { range, 'if-range': tag })).status).toBe(206);
  expect((await user.get(path, { range, 'if-range': '"other"' })).status).toBe(200);
  expect((await user.get(path, { range, 'if-range': new Date().toUTCString() })).status).toBe(200);
});

test('HEAD tells all and reads nothing', async () => {
  const lazy = await startGatewayForTest(world, {
    download: {
      readMp3() {
        throw new Error('HEAD must not read');
      },
    },
  });
  const { status, headers, bytes } = await createUser(lazy, user.id).call('HEAD', path, {
    headers: { range: 'bytes=0-9' },
  });
  expect([status, bytes.length, headers.get('content-length')]).toEqual([200, 0, String(mp3.length)]);
  expect(headers.get('content-type')).toBe('audio/mpeg');
  expect((await createUser(lazy).call('HEAD', path)).status).toBe(404);
});

const curl = (...args: string[]) =>
  promisify(execFile)('curl', [
    '--silent',
    '--show-error',
    '--fail',
    '-H',
    `Authorization: ${user.authorization}`,
    ...args,
  ]);

test('the curl line of old works, and an interrupted download resumes', async () => {
  const target = join(folder, 'video.mp3');
  await curl('--output', target, gateway.url + path);
  expect((await readFile(target)).equals(mp3)).toBe(true);

  await truncate(target, 1_234_567);
  const { stdout } = await curl(
    '-C',
    '-',
    '--output',
    target,
    '-w',
    '%{http_code} %{size_download}',
    gateway.url + path,
  );
  expect(stdout).toBe(`206 ${mp3.length - 1_234_567}`);
  expect((await readFile(target)).equals(mp3)).toBe(true);
});

test('while there is no MP3 the answer says whether it is worth asking again', async () => {
  const stored = await user.uploadVideo();
  const notReady = await user.get(`/download?fid=${stored}`);
  expect([notReady.status, notReady.json().code, notReady.headers.get('retry-after')]).toEqual([
    409,
    'not-ready',
    '5',
  ]);

  await user.call('POST', `/jobs/${stored}/cancel`);
  const canceled = await user.get(`/download?fid=${stored}`);
  expect([canceled.status, canceled.json().code]).toEqual([409, 'job-canceled']);
  expect(canceled.headers.get('retry-after')).toBeTruthy();

  const broken = await user.uploadVideo();
  await fail(world, broken);
  const failed = await user.get(`/download?fid=${broken}`);
  expect([failed.status, failed.json().code]).toEqual([409, 'job-failed']);
  expect(failed.json().detail).toContain('no sound');
});

test('an expired job is 410, an unknown one 404, no fid 400', async () => {
  const expired = await user.uploadVideo();
  await world.db
    .updateTable('jobs.job')
    .set({ state: 'expired', video_file: null })
    .where('fid', '=', expired)
    .execute();
  const answer = await user.get(`/download?fid=${expired}`);
  expect([answer.status, answer.json().code]).toEqual([410, 'gone']);
  expect((await user.get(`/download?fid=${randomUUID()}`)).status).toBe(404);
  expect((await user.get('/download')).status).toBe(400);
  expect((await user.get('/download?fid=1')).status).toBe(400);
});

/** A converted job whose MP3 the store has lost in part. */
async function loseBytes(lose: (file: string) => Promise<unknown>): Promise<string> {
  const lost = await user.uploadVideo();
  await convert(world, lost, mp3);
  const { mp3_file } = await world.db
    .selectFrom('jobs.job')
    .select('mp3_file')
    .where('fid', '=', lost)
    .executeTakeFirstOrThrow();
  await lose(mp3_file ?? '');
  return lost;
}

const removeChunk = (n: number) => (file: string) =>
  world.media.db.collection('mp3s.chunks').deleteOne({ files_id: ObjectId.createFromHexString(file), n });

test('an MP3 that the store has lost is 410, and looks like a problem', async () => {
  for (const lose of [(file: string) => removeFile(world.media, 'mp3s', file), removeChunk(0)]) {
    const { status, headers, json } = await user.get(`/download?fid=${await loseBytes(lose)}`);
    expect([status, json().code]).toEqual([410, 'gone']);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(headers.get('content-disposition')).toBeNull();
    expect(headers.get('etag')).toBeNull();
  }
});

test('bytes that are found missing on the way cut the connection: an MP3 never ends short as if it were whole', async () => {
  const lost = await loseBytes(removeChunk(11)); // the last one
  await expect(user.get(`/download?fid=${lost}`)).rejects.toThrow();
  await expect(user.get(`/download?fid=${lost}`, { range: 'bytes=2000000-' })).rejects.toThrow();
  expect((await user.get(`/download?fid=${lost}`, { range: 'bytes=0-99' })).status).toBe(206);
});

test('a client that goes away stops the reading', async () => {
  let read = 0;
  let source: Readable | undefined;
  const endless = await startGatewayForTest(world, {
    download: {
      readMp3() {
        source = Readable.from(
          (async function* () {
            for (;;) {
              read += 65_536;
              yield Buffer.alloc(65_536);
            }
          })(),
          { objectMode: false },
        );
        return source;
      },
    },
  });
  const { authorization } = createUser(endless, user.id);
  const client = request(endless.url + path, { headers: { authorization }, agent: false });
  client.end();
  const [response] = await once(client, 'response');
  await once(response, 'readable');
  client.destroy();
  await expect.poll(() => source?.destroyed).toBe(true);
  expect(read).toBeLessThan(mp3.length * 10);
});
