import { afterAll, expect, test } from 'vitest';
import { fakeVideo, videoForm } from './support/form.ts';
import { startGateway, startGatewayForTest } from './support/gateway.ts';
import { beginUpload } from './support/raw-upload.ts';
import { receivingOf } from './support/rows.ts';
import { createUser } from './support/user.ts';
import { createWorld } from './support/world.ts';

const world = await createWorld();
const gateway = await startGateway(world);
afterAll(async () => {
  await gateway.close();
  await world.close();
});

const form = videoForm(fakeVideo(1_000));

test('a user has three uploads under way at most, on all gateways together; another user is not held up', async () => {
  const other = await startGatewayForTest(world);
  const user = createUser(gateway);
  const announced = { 'content-length': form.body.length };
  const uploads = [gateway, gateway, other].map(one => beginUpload(one, user, form, announced));
  await expect.poll(() => receivingOf(world, user.id)).toHaveLength(3);

  const refused = await createUser(other, user.id).upload<{ code: string }>(form);
  expect([refused.status, refused.json().code]).toEqual([429, 'quota-exceeded']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await createUser(gateway).upload(form)).status).toBe(202);

  for (const upload of uploads) {
    upload.request.end(form.body);
    expect((await upload.answer).status).toBe(202);
  }
  expect((await user.upload(form)).status).toBe(202);
});

test('the unfinished jobs of a user are limited, until one ends', async () => {
  const strict = await startGatewayForTest(world, { config: { QUOTA_UNFINISHED_JOBS: 2 } });
  const user = createUser(strict);
  const fid = await user.uploadVideo();
  await user.uploadVideo();
  const refused = await user.upload<{ code: string }>(form);
  expect([refused.status, refused.json().code]).toEqual([429, 'quota-exceeded']);
  expect(refused.headers.get('retry-after')).toBeTruthy();
  expect((await user.call('POST', `/jobs/${fid}/cancel`)).status).toBe(200);
  expect((await user.upload(form)).status).toBe(202);
});

test('the bytes of a user are limited, whether a length is announced or not', async () => {
  const strict = await startGatewayForTest(world, { config: { QUOTA_BYTES: 100_000 } });
  const user = createUser(strict);
  const fid = await user.uploadVideo(fakeVideo(60_000));
  const large = videoForm(fakeVideo(60_000));
  const refused = await user.upload<{ code: string }>(large);
  expect([refused.status, refused.json().code]).toEqual([429, 'quota-exceeded']);

  const chunked = beginUpload(strict, user, large);
  chunked.request.end(large.body);
  expect(await chunked.answer).toMatchObject({ status: 429, body: { code: 'quota-exceeded' } });

  expect((await user.call('DELETE', `/jobs/${fid}`)).status).toBe(204);
  expect((await user.upload(large)).status).toBe(202);
});

test('a gateway takes so many uploads at once and no more, and says when to come back', async () => {
  const small = await startGatewayForTest(world, { config: { UPLOADS_AT_ONCE: 1 } });
  const [first, second] = [createUser(small), createUser(small)];
  const upload = beginUpload(small, first, form, { 'content-length': form.body.length });
  await expect.poll(() => receivingOf(world, first.id)).toHaveLength(1);
  const refused = await second.upload<{ code: string }>(form);
  expect([refused.status, refused.json().code]).toEqual([503, 'unavailable']);
  expect(refused.headers.get('retry-after')).toBeTruthy();
  expect(await receivingOf(world, second.id)).toEqual([]);

  upload.request.end(form.body);
  expect((await upload.answer).status).toBe(202);
  expect((await second.upload(form)).status).toBe(202);
});
