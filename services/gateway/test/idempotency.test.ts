import { afterAll, expect, test } from 'vitest';
import { fakeVideo, formWithBoundary, videoForm } from './support/form.ts';
import { startGateway, startGatewayForTest } from './support/gateway.ts';
import { beginUpload } from './support/raw-upload.ts';
import { receivingOf, rowsOf } from './support/rows.ts';
import { createUser } from './support/user.ts';
import { createWorld } from './support/world.ts';

const world = await createWorld();
const gateway = await startGateway(world);
afterAll(async () => {
  await gateway.close();
  await world.close();
});

const video = fakeVideo(1_000);
const form = videoForm(video);
const headers = { 'idempotency-key': 'once' };

test('the same upload again makes no second job, however its boundary looks', async () => {
  const user = createUser(gateway);
  const first = await user.upload(form, { headers });
  for (const boundary of ['x', 'a-longer-boundary-than-before-012345678901234567890123456789']) {
    const again = await user.upload(formWithBoundary(boundary, { fileName: 'video.mp4', content: video }), {
      headers,
    });
    expect([again.status, again.json().fid]).toEqual([202, first.json().fid]);
    expect(again.headers.get('location')).toBe(`/jobs/${first.json().fid}`);
  }
  expect(await rowsOf(world, user.id)).toHaveLength(1);
});

test('an upload that was accepted is answered before its body is sent', async () => {
  const user = createUser(gateway);
  const first = await user.upload(form, { headers });
  const again = beginUpload(gateway, user, form, { ...headers, 'content-length': form.body.length });
  expect(await again.answer).toMatchObject({ status: 202, body: { fid: first.json().fid } });
  again.request.destroy();
});

test('a key belongs to its user', async () => {
  const fids = await Promise.all(
    [createUser(gateway), createUser(gateway)].map(
      async user => (await user.upload(form, { headers })).json().fid,
    ),
  );
  expect(new Set(fids).size).toBe(2);
});

test('of two at once one is accepted, the other told to come back', async () => {
  const user = createUser(gateway);
  const upload = beginUpload(gateway, user, form, { ...headers, 'content-length': form.body.length });
  await expect.poll(() => receivingOf(world, user.id)).toHaveLength(1);
  const other = await user.upload<{ code: string }>(form, { headers });
  expect([other.status, other.json().code]).toEqual([409, 'upload-under-way']);
  expect(other.headers.get('retry-after')).toBeTruthy();
  upload.request.end(form.body);
  const { status, body } = await upload.answer;
  expect(status).toBe(202);
  expect((await user.upload(form, { headers })).json()).toMatchObject(body);
});

test('many at once make one job', async () => {
  const user = createUser(gateway);
  const answers = await Promise.all(Array.from({ length: 8 }, () => user.upload(form, { headers })));
  const accepted = answers.filter(answer => answer.status === 202);
  expect(accepted.length).toBeGreaterThan(0);
  expect(new Set(accepted.map(answer => answer.json().fid)).size).toBe(1);
  expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true);
  expect(await rowsOf(world, user.id)).toHaveLength(1);
});

test('a key that was used for another bitrate or another length is refused', async () => {
  const user = createUser(gateway);
  await user.upload(form, { headers });
  const bitrate = await user.upload<{ code: string }>(form, { headers, query: '?bitrate=320' });
  expect([bitrate.status, bitrate.json().code]).toEqual([422, 'idempotency-key-reused']);
  const length = await user.upload<{ code: string }>(videoForm(fakeVideo(1_001)), { headers });
  expect([length.status, length.json().code]).toEqual([422, 'idempotency-key-reused']);
});

test('a body of unknown length is not compared', async () => {
  const user = createUser(gateway);
  const first = await user.upload(form, { headers });
  const chunked = beginUpload(gateway, user, form, headers);
  expect(await chunked.answer).toMatchObject({ status: 202, body: { fid: first.json().fid } });
  chunked.request.destroy();
});

test('an upload that failed leaves its key free', async () => {
  const user = createUser(gateway);
  expect((await user.upload(videoForm(Buffer.from('no video')), { headers })).status).toBe(415);
  expect((await user.upload(form, { headers })).status).toBe(202);
});

test('the key of a deleted job is used up', async () => {
  const user = createUser(gateway);
  const { fid } = (await user.upload(form, { headers })).json();
  await user.call('DELETE', `/jobs/${fid}`);
  const again = await user.upload<{ code: string }>(form, { headers });
  expect([again.status, again.json().code]).toEqual([410, 'gone']);
});

test('the key is looked at before places and quota', async () => {
  const full = await startGatewayForTest(world, { config: { QUOTA_UNFINISHED_JOBS: 1, UPLOADS_AT_ONCE: 1 } });
  const [user, other] = [createUser(full), createUser(full)];
  const { fid } = (await user.upload(form, { headers })).json();
  const upload = beginUpload(full, other, form, { 'content-length': form.body.length });
  await expect.poll(() => receivingOf(world, other.id)).toHaveLength(1);
  expect((await user.upload(form, { headers })).json().fid).toBe(fid);
  upload.request.destroy();
});

test('a key that is empty or too long is malformed', async () => {
  for (const key of ['', 'x'.repeat(256)]) {
    expect((await createUser(gateway).upload(form, { headers: { 'idempotency-key': key } })).status).toBe(
      400,
    );
  }
});
