import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { readFile } from '@vc/blobs/read.ts';
import { getMessage } from '@vc/local/testing/topology.ts';
import { afterAll, expect, test } from 'vitest';
import { type Form, fakeVideo, formOf, formWithBoundary, SAMPLE, videoForm } from './support/form.ts';
import { startGateway, startGatewayForTest } from './support/gateway.ts';
import { createUser } from './support/user.ts';
import { createWorld } from './support/world.ts';

const world = await createWorld();
const gateway = await startGateway(world);
const folder = await mkdtemp(join(tmpdir(), 'video-converter-upload-'));
afterAll(async () => {
  await rm(folder, { recursive: true });
  await gateway.close();
  await world.close();
});

const rowsOf = (owner: string) =>
  world.db.selectFrom('jobs.job').selectAll().where('owner', '=', owner).execute();

test('an upload is answered once row, bytes and message are there', async () => {
  const user = createUser(gateway);
  const answer = await user.upload(videoForm(SAMPLE, 'bigbuckbunny.mp4'));
  const job = answer.json();
  const sha256 = createHash('sha256').update(SAMPLE).digest('hex');
  expect(answer.status).toBe(202);
  expect(answer.headers.get('location')).toBe(`/jobs/${job.fid}`);
  expect(job).toMatchObject({
    message: 'success!',
    name: 'bigbuckbunny.mp4',
    status: 'stored',
    progress: 0,
    bitrate: '128',
    video: { size: SAMPLE.length, sha256, type: 'video/mp4' },
    mp3: null,
    error: null,
    notifications: [],
  });

  const [row] = await rowsOf(user.id);
  expect(row).toMatchObject({
    fid: job.fid,
    state: 'stored',
    is_publish_confirmed: true,
    requested_bitrate: null,
  });
  const stored = await buffer(readFile(world.media, 'videos', row?.video_file ?? ''));
  expect(stored.equals(SAMPLE)).toBe(true);
  const { properties, content } = await getMessage(world.topology, 'video');
  expect(properties).toMatchObject({ userId: 'gateway', type: 'video', deliveryMode: 2 });
  expect(JSON.parse(content.toString())).toEqual({
    file_id: job.fid,
    user_id: user.id,
    timestamp: expect.any(String),
  });
  expect((await user.get(`/jobs/${job.fid}`)).json()).toMatchObject({ fid: job.fid, video: { sha256 } });
});

test('a bitrate that is asked for is kept', async () => {
  const user = createUser(gateway);
  const answer = await user.upload(videoForm(fakeVideo(100)), { query: '?bitrate=v2' });
  expect(answer.json().bitrate).toBe('v2');
  expect(await rowsOf(user.id)).toMatchObject([{ requested_bitrate: 'v2' }]);
});

test('fields around the file and the name of its field do not matter', async () => {
  const user = createUser(gateway);
  const file = { name: 'anything', fileName: 'a.mp4', content: fakeVideo(3_000_000) };
  const answer = await user.upload(formOf({ name: 'a', content: 'b' }, file, { name: 'c', content: 'd' }));
  expect([answer.status, answer.json().video.size]).toEqual([202, 3_000_000]);
});

test('a body of unknown length is taken as well', async () => {
  const user = createUser(gateway);
  const form = videoForm(fakeVideo(500_000));
  const answer = await user.call<{ video: { size: number } }>('POST', '/upload', {
    headers: { 'content-type': form.type },
    body: Readable.toWeb(Readable.from([form.body])) as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  expect([answer.status, answer.json().video.size]).toEqual([202, 500_000]);
});

test.each([
  ['Überraschung 日本 🎬.mp4', 'Überraschung 日本 🎬.mp4'],
  ['../../etc/passwd', 'passwd'],
  ['evil\u202egnp.mp4', 'evilgnp.mp4'],
  ['', 'video'],
  [`${'x'.repeat(400)}.mp4`, 'x'.repeat(200)],
])('the file name %j refuses no upload and is shown as %j', async (given, shown) => {
  const answer = await createUser(gateway).upload(videoForm(fakeVideo(100), given));
  expect([answer.status, answer.json().name]).toEqual([202, shown]);
});

test('the case of the content type does not matter', async () => {
  const form = videoForm(fakeVideo(100));
  const type = form.type.replace('multipart/form-data; boundary', 'Multipart/Form-Data;Boundary');
  expect((await createUser(gateway).upload({ ...form, type })).status).toBe(202);
});

test('curl’s own form is taken, however large: it waits to be told to go on', async () => {
  const user = createUser(gateway);
  const file = join(folder, 'a video.mp4');
  await writeFile(file, fakeVideo(3_000_000));
  const { stdout } = await promisify(execFile)('curl', [
    ...['--silent', '-X', 'POST', '-F', `file=@${file}`, '-H', `Authorization: ${user.authorization}`],
    ...['-H', 'Expect: 100-continue', `${gateway.url}/upload`],
  ]);
  expect(JSON.parse(stdout)).toMatchObject({
    message: 'success!',
    name: 'a video.mp4',
    video: { size: 3_000_000 },
  });
});

const body = (form: Form, part: Buffer) => ({ ...form, body: part });
const good = videoForm(fakeVideo(5_000));
test.each([
  ['a text that is named .mp4', videoForm(Buffer.from('hello '.repeat(500))), 415, 'not-a-video'],
  ['a playlist that is named .mp4', videoForm(Buffer.from('#EXTM3U\nhttp://10.0.0.1/')), 415, 'not-a-video'],
  ['an empty file', videoForm(Buffer.alloc(0)), 415, 'not-a-video'],
  ['no file', formOf({ name: 'a', content: 'b' }), 400, 'one-file-expected'],
  ['no part at all', formOf(), 400, 'one-file-expected'],
  ['an empty body', body(good, Buffer.alloc(0)), 400, 'one-file-expected'],
  [
    'two files',
    formOf({ fileName: 'a.mp4', content: fakeVideo(9) }, { fileName: 'b.mp4', content: fakeVideo(9) }),
    400,
    'one-file-expected',
  ],
  ['no final boundary', body(good, good.body.subarray(0, -good.boundary.length - 8)), 400, 'malformed'],
  ['an end within the file', body(good, good.body.subarray(0, 2_000)), 400, 'malformed'],
  ['an end within the head of a part', body(good, good.body.subarray(0, 60)), 400, 'malformed'],
  ['a body that is no form', body(good, Buffer.from('hello')), 400, 'malformed'],
  ['a form without a boundary', { ...good, type: 'multipart/form-data' }, 400, 'malformed'],
  ['a boundary that is too long', formWithBoundary('x'.repeat(300), { content: '' }), 400, 'malformed'],
  ['too many fields', formOf(...Array(50).fill({ name: 'a', content: 'b' })), 400, 'malformed'],
  ['a field with an impossible name', formOf({ name: '__proto__', content: '' }), 400, 'malformed'],
  ['no form', { ...good, type: 'video/mp4' }, 415, 'unsupported-media-type'],
  ['no content type', { ...good, type: '' }, 415, 'unsupported-media-type'],
])('%s is refused, and nothing of it stays', async (_name, form, status, code) => {
  const user = createUser(gateway);
  const answer = await user.upload<{ code: string }>(form);
  expect([answer.status, answer.json().code]).toEqual([status, code]);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(await rowsOf(user.id)).toEqual([]);
});

test('a bitrate that LAME does not know is malformed', async () => {
  for (const bitrate of ['129', '32', 'v10', 'copy', '']) {
    const answer = await createUser(gateway).upload(good, { query: `?bitrate=${bitrate}` });
    expect(answer.status).toBe(400);
  }
});

test('the largest video is taken, one byte more is not, whether its length is announced or not', async () => {
  const small = await startGatewayForTest(world, { config: { UPLOAD_MAX_BYTES: 200_000 } });
  const user = createUser(small);
  expect((await user.upload(videoForm(fakeVideo(200_000)))).status).toBe(202);

  const tooLarge = videoForm(fakeVideo(200_001));
  const announced = await user.upload<{ code: string }>(tooLarge);
  expect([announced.status, announced.json().code]).toEqual([413, 'too-large']);
  const chunked = await user.call('POST', '/upload', {
    headers: { 'content-type': tooLarge.type },
    body: Readable.toWeb(Readable.from([tooLarge.body])) as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  expect([chunked.status, chunked.json().code]).toEqual([413, 'too-large']);
  expect(await rowsOf(user.id)).toHaveLength(1);
});

test('what is larger by far is refused before its body is read', async () => {
  const small = await startGatewayForTest(world, { config: { UPLOAD_MAX_BYTES: 200_000 } });
  const user = createUser(small);
  const answer = await user.upload<{ code: string }>(videoForm(fakeVideo(300_000)));
  expect([answer.status, answer.json().code]).toEqual([413, 'too-large']);
});
