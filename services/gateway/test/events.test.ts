import { renewConversion } from '@vc/jobs/convert.ts';
import { afterAll, expect, test } from 'vitest';
import { beginConversion, convert, fail } from './support/converter.ts';
import { openEvents } from './support/event-stream.ts';
import { startGateway, startGatewayForTest } from './support/gateway.ts';
import { createClaims, signToken } from './support/tokens.ts';
import { createUser } from './support/user.ts';
import { createWorld } from './support/world.ts';

const world = await createWorld();
const [gateway, other] = [await startGateway(world), await startGateway(world)];
afterAll(async () => {
  await gateway.close();
  await other.close();
  await world.close();
});

test('what happens through one gateway is seen through another, in order', async () => {
  const user = createUser(gateway);
  const stream = await openEvents(other, user);
  const fid = await user.uploadVideo();
  const statuses = () =>
    stream.events
      .filter(({ event, data }) => event === 'job' && data.fid === fid)
      .map(({ data }) => data.status);
  await expect.poll(statuses).toEqual(['stored']);

  const { lease } = await beginConversion(world, fid);
  await expect.poll(statuses).toEqual(['stored', 'converting']);
  await renewConversion(world.db, lease, 0.5);
  await expect
    .poll(() => stream.events.filter(({ event }) => event === 'progress'))
    .toEqual([{ event: 'progress', data: { fid, progress: 0.5 } }]);

  await user.call('POST', `/jobs/${fid}/cancel`);
  await expect.poll(statuses).toEqual(['stored', 'converting', 'canceled']);
  await user.call('DELETE', `/jobs/${fid}`);
  await expect
    .poll(() => stream.events.at(-1))
    .toEqual({ event: 'deleted', id: expect.any(String), data: { fid } });
});

test('nobody sees somebody else’s jobs', async () => {
  const [user, stranger] = [createUser(gateway), createUser(gateway)];
  const [own, foreign] = [await openEvents(gateway, user), await openEvents(gateway, stranger)];
  await user.uploadVideo();
  const fid = await stranger.uploadVideo();
  await expect.poll(() => own.events).toHaveLength(1);
  await expect.poll(() => foreign.events.map(({ data }) => data.fid)).toEqual([fid]);
});

test('a client that comes back is sent what it missed, by whatever gateway', async () => {
  const user = createUser(gateway);
  const stream = await openEvents(gateway, user);
  const [first, second] = [await user.uploadVideo(), await user.uploadVideo()];
  await expect.poll(() => stream.events).toHaveLength(2);
  const last = stream.events.at(-1)?.id;
  stream.close();

  await convert(world, first, Buffer.alloc(1));
  await fail(world, second);
  await user.call('DELETE', `/jobs/${second}`);
  const resumed = await openEvents(other, user, last);
  await expect
    .poll(() => resumed.events.map(({ event, data }) => [event, data.fid, data.status]))
    .toEqual([
      ['job', first, 'converted'],
      ['deleted', second, undefined],
    ]);
  expect(Date.parse(resumed.events.at(-1)?.id ?? '')).toBeGreaterThan(Date.parse(last ?? ''));
});

test('an id that we never gave is malformed', async () => {
  for (const id of ['yesterday', '2026-99-99T99:99:99Z']) {
    expect((await openEvents(gateway, createUser(gateway), id)).status).toBe(400);
  }
});

test('the stream is an event stream, which nothing on the way may hold back', async () => {
  const { authorization } = createUser(gateway);
  const answer = await fetch(`${gateway.url}/events`, { headers: { authorization } });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  await answer.body?.cancel();
});

test('the stream ends in order when its token does', async () => {
  const now = Math.floor(Date.now() / 1000);
  const authorization = `Bearer ${signToken(world.key, createClaims({ exp: now + 2 }))}`;
  const stream = await openEvents(gateway, { ...createUser(gateway), authorization });
  expect(stream.status).toBe(200);
  await expect.poll(() => stream.isEnded, { timeout: 10_000 }).toBe(true);
});

test('a user has so many streams on a gateway and no more', async () => {
  const user = createUser(gateway);
  const streams = await Promise.all(Array.from({ length: 20 }, () => openEvents(gateway, user)));
  const refused = await user.get('/events');
  expect([refused.status, refused.json().code]).toEqual([429, 'too-many-streams']);
  expect((await openEvents(gateway, createUser(gateway))).status).toBe(200);
  streams[0]?.close();
  await expect.poll(async () => (await openEvents(gateway, user)).status).toBe(200);
});

test('a gateway that closes ends its streams in order, and does not wait for clients', async () => {
  const closing = await startGatewayForTest(world);
  const stream = await openEvents(closing, createUser(closing));
  await closing.close();
  await expect.poll(() => stream.isEnded).toBe(true);
});
