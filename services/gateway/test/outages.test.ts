import { databaseUrl, provisionPostgres } from '@vc/local/provision.ts';
import { startOwnMongodb, startOwnPostgres, startOwnRabbitmq, testStack } from '@vc/local/testing/stack.ts';
import { declareOn, getMessage } from '@vc/local/testing/topology.ts';
import { afterAll, expect, test } from 'vitest';
import { convert } from './support/converter.ts';
import { fakeVideo, videoForm } from './support/form.ts';
import { startGateway } from './support/gateway.ts';
import { beginUpload } from './support/raw-upload.ts';
import { receivingOf, rowsOf } from './support/rows.ts';
import { createUser } from './support/user.ts';
import { migrate, openWorld } from './support/world.ts';

const DATABASE = 'video_converter';
const [postgres, mongodb, rabbitmq] = await Promise.all([
  startOwnPostgres(),
  startOwnMongodb(),
  startOwnRabbitmq(),
]);
const { passwords } = testStack();
const urls = await provisionPostgres(postgres.url, { database: DATABASE, passwords });
await migrate(urls);
const world = openWorld({
  superuserUrl: databaseUrl(postgres.url, DATABASE),
  databaseUrl: urls.gateway,
  mongodbUrl: await mongodb.createUser({ database: 'media', name: 'gateway', password: passwords.gateway }),
  topology: await declareOn(rabbitmq),
});
const gateway = await startGateway(world);
afterAll(async () => {
  await gateway.close();
  await world.close();
  await Promise.all([postgres.remove(), mongodb.remove(), rabbitmq.remove()]);
});

const form = videoForm(fakeVideo(500_000));

test('with the broker away an upload is accepted, and the relay tells the converters when it is back', async () => {
  const user = createUser(gateway);
  await rabbitmq.kill();
  const answer = await user.upload(form);
  expect(answer.status).toBe(202);
  const { fid } = answer.json();
  expect(await rowsOf(world, user.id)).toMatchObject([{ state: 'stored', is_publish_confirmed: false }]);
  await rabbitmq.start();
  await expect
    .poll(async () => (await rowsOf(world, user.id))[0]?.is_publish_confirmed, { timeout: 30_000 })
    .toBe(true);
  const { content } = await getMessage(world.topology, 'video');
  expect(JSON.parse(content.toString())).toMatchObject({ file_id: fid });
});

test('with the media store away uploads and downloads are 503, all else works, and it goes on when it is back', async () => {
  const user = createUser(gateway);
  const fid = await user.uploadVideo();
  await convert(world, fid, Buffer.alloc(1_000, 7));
  await mongodb.kill();
  const [upload, download] = await Promise.all([
    user.upload<{ code: string }>(form),
    user.get(`/download?fid=${fid}`),
  ]);
  for (const answer of [upload, download]) {
    expect([answer.status, answer.json().code]).toEqual([503, 'unavailable']);
    expect(answer.headers.get('retry-after')).toBeTruthy();
  }
  expect((await user.get(`/jobs/${fid}`)).status).toBe(200);
  expect(await rowsOf(world, user.id)).toHaveLength(1);

  await mongodb.start();
  await expect
    .poll(async () => (await user.get(`/download?fid=${fid}`)).status, { timeout: 30_000 })
    .toBe(200);
  expect((await user.upload(form)).status).toBe(202);
});

test('a media store that dies during an upload is an outage', async () => {
  const user = createUser(gateway);
  const large = videoForm(fakeVideo(5_000_000));
  const upload = beginUpload(gateway, user, large, { 'content-length': large.body.length });
  upload.request.write(large.body.subarray(0, 1_000_000));
  await expect.poll(() => receivingOf(world, user.id)).toHaveLength(1);
  await mongodb.kill();
  upload.request.end(large.body.subarray(1_000_000));
  expect(await upload.answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  expect(await rowsOf(world, user.id)).toEqual([]);
  await mongodb.start();
});

test('with the database away every route of jobs is 503, and never 500', async () => {
  const user = createUser(gateway);
  const fid = await user.uploadVideo();
  await postgres.kill();
  for (const [method, path] of [
    ['GET', '/jobs'],
    ['GET', `/jobs/${fid}`],
    ['GET', `/download?fid=${fid}`],
    ['POST', `/jobs/${fid}/cancel`],
    ['POST', `/jobs/${fid}/retry`],
    ['DELETE', `/jobs/${fid}`],
    ['GET', '/events'],
  ] as const) {
    const answer = await user.call(method, path);
    expect([path, answer.status, answer.json().code]).toEqual([path, 503, 'unavailable']);
    expect(answer.headers.get('retry-after')).toBeTruthy();
  }
  const upload = await user.upload<{ code: string }>(form);
  expect([upload.status, upload.json().code]).toEqual([503, 'unavailable']);

  await postgres.start();
  await expect.poll(async () => (await user.get(`/jobs/${fid}`)).status, { timeout: 30_000 }).toBe(200);
});

test('a database that is away for the last bytes of an upload accepts nothing; the same key uploads again when it is back', async () => {
  const user = createUser(gateway);
  const headers = { 'idempotency-key': 'once', 'content-length': form.body.length };
  const upload = beginUpload(gateway, user, form, headers);
  upload.request.write(form.body.subarray(0, 100_000));
  await expect.poll(() => receivingOf(world, user.id)).toHaveLength(1);
  await postgres.kill();
  upload.request.end(form.body.subarray(100_000));
  const { status, headers: answered } = await upload.answer;
  expect(status).toBe(503);
  expect(answered['retry-after']).toBeTruthy();

  await postgres.start();
  // The dead upload holds its key until its lease has run out.
  await expect.poll(() => receivingOf(world, user.id).catch(() => []), { timeout: 30_000 }).toHaveLength(1);
  await world.db
    .updateTable('jobs.job')
    .set({ lease_until: new Date(0) })
    .where('owner', '=', user.id)
    .execute();
  const again = await user.upload(form, { headers: { 'idempotency-key': 'once' } });
  expect(again.status).toBe(202);
  expect(await rowsOf(world, user.id)).toMatchObject([{ state: 'stored' }]);
});
