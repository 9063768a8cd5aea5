import { randomUUID } from 'node:crypto';
import type { Job } from '@vc/contracts/job.ts';
import { getMessage, withAdmin } from '@vc/local/testing/topology.ts';
import { afterAll, expect, test } from 'vitest';
import { beginConversion, convert, fail } from './support/converter.ts';
import { startGateway, startGatewayForTest } from './support/gateway.ts';
import { createUser, type User } from './support/user.ts';
import { createWorld } from './support/world.ts';

const world = await createWorld();
const gateway = await startGateway(world, { config: { QUOTA_UNFINISHED_JOBS: 50 } });
afterAll(async () => {
  await gateway.close();
  await world.close();
});

type Page = { jobs: Job[]; next: string | null };
const pageOf = async (user: User, query: string) => (await user.get<Page>(`/jobs${query}`)).json();
const jobOf = async (user: User, fid: string) => (await user.get<Job>(`/jobs/${fid}`)).json();

test('the list shows a user’s own jobs, newest first, page by page', async () => {
  const [user, other] = [createUser(gateway), createUser(gateway)];
  expect(await pageOf(user, '')).toEqual({ jobs: [], next: null });
  const fids: string[] = [];
  for (let n = 0; n < 5; n += 1) fids.unshift(await user.uploadVideo(undefined, `${n}.mp4`));
  await other.uploadVideo();

  expect((await pageOf(user, '')).jobs.map(job => job.fid)).toEqual(fids);
  const first = await pageOf(user, '?limit=2');
  const second = await pageOf(user, `?limit=2&cursor=${first.next}`);
  const third = await pageOf(user, `?limit=2&cursor=${second.next}`);
  expect([first, second, third].map(page => page.jobs.map(job => job.fid))).toEqual([
    fids.slice(0, 2),
    fids.slice(2, 4),
    fids.slice(4),
  ]);
  expect(third.next).toBeNull();
  expect((await pageOf(user, '?limit=5')).next).toBeNull();
});

test('the list can be narrowed to a status', async () => {
  const user = createUser(gateway);
  const [converted, failed, canceled, stored] = [
    await user.uploadVideo(),
    await user.uploadVideo(),
    await user.uploadVideo(),
    await user.uploadVideo(),
  ];
  await convert(world, converted, Buffer.alloc(100));
  await fail(world, failed);
  await user.call('POST', `/jobs/${canceled}/cancel`);
  const fidsOf = async (status: string) => (await pageOf(user, `?status=${status}`)).jobs.map(job => job.fid);
  expect(await fidsOf('converted')).toEqual([converted]);
  expect(await fidsOf('failed')).toEqual([failed]);
  expect(await fidsOf('canceled')).toEqual([canceled]);
  expect(await fidsOf('stored')).toEqual([stored]);
  expect(await fidsOf('expired')).toEqual([]);
});

test('what the list cannot do is malformed', async () => {
  const user = createUser(gateway);
  for (const query of [
    '?limit=0',
    '?limit=101',
    '?limit=x',
    '?status=receiving',
    '?status=deleted',
    '?cursor=x',
  ]) {
    expect((await user.get(`/jobs${query}`)).status).toBe(400);
  }
});

test('a job shows its result and what became of its notifications', async () => {
  const user = createUser(gateway);
  const fid = await user.uploadVideo();
  await convert(world, fid, Buffer.alloc(1_234));
  await world.db
    .insertInto('notification.delivery' as 'notification.outcome')
    .values({
      user_id: user.id,
      fid,
      epoch: 0,
      kind: 'completed',
      channel: 'email',
      status: 'sent',
      attempts: 2,
    } as never)
    .execute();
  expect(await jobOf(user, fid)).toMatchObject({
    status: 'converted',
    progress: 1,
    mp3: { size: 1_234, duration: 5.3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    notifications: [{ channel: 'email', status: 'sent', epoch: 0, attempts: 2 }],
    expiresAt: expect.any(String),
  });
});

test('a job that has not ended can be canceled, once', async () => {
  const user = createUser(gateway);
  const [stored, converting, done] = [
    await user.uploadVideo(),
    await user.uploadVideo(),
    await user.uploadVideo(),
  ];
  await beginConversion(world, converting);
  await convert(world, done, Buffer.alloc(1));
  for (const fid of [stored, converting]) {
    const canceled = await user.call<Job>('POST', `/jobs/${fid}/cancel`);
    expect([canceled.status, canceled.json().status]).toEqual([200, 'canceled']);
  }
  for (const fid of [stored, done]) {
    const refused = await user.call('POST', `/jobs/${fid}/cancel`);
    expect([refused.status, refused.json().code]).toEqual([409, 'wrong-state']);
  }
});

test('a failed job can be retried: it is stored again, without its error, and the converters are told', async () => {
  const user = createUser(gateway);
  const fid = await user.uploadVideo();
  expect((await user.call('POST', `/jobs/${fid}/retry`)).status).toBe(409);
  await fail(world, fid);
  expect(await jobOf(user, fid)).toMatchObject({ status: 'failed', error: { code: 'no-audio' } });

  await withAdmin(world.topology, channel => channel.purgeQueue('video'));
  const retried = await user.call<Job>('POST', `/jobs/${fid}/retry`);
  expect(retried.status).toBe(202);
  expect(retried.json()).toMatchObject({ status: 'stored', error: null, progress: 0 });
  const { content } = await getMessage(world.topology, 'video');
  expect(JSON.parse(content.toString())).toMatchObject({ file_id: fid, user_id: user.id });
});

test('a retry counts as an unfinished job', async () => {
  const strict = await startGatewayForTest(world, { config: { QUOTA_UNFINISHED_JOBS: 1 } });
  const user = createUser(strict);
  const failed = await user.uploadVideo();
  await fail(world, failed);
  await user.uploadVideo();
  const refused = await user.call('POST', `/jobs/${failed}/retry`);
  expect([refused.status, refused.json().code]).toEqual([429, 'quota-exceeded']);
  expect(refused.headers.get('retry-after')).toBeTruthy();
});

test('a deleted job is gone at once, in whatever state it was', async () => {
  const user = createUser(gateway);
  const [stored, converted] = [await user.uploadVideo(), await user.uploadVideo()];
  await convert(world, converted, Buffer.alloc(1));
  for (const fid of [stored, converted]) {
    expect((await user.call('DELETE', `/jobs/${fid}`)).status).toBe(204);
    expect((await user.get(`/jobs/${fid}`)).status).toBe(404);
    expect((await user.get(`/download?fid=${fid}`)).status).toBe(404);
    expect((await user.call('DELETE', `/jobs/${fid}`)).status).toBe(404);
  }
  expect((await pageOf(user, '')).jobs).toEqual([]);
});

const ROUTES = [
  ['GET', (fid: string) => `/jobs/${fid}`],
  ['GET', (fid: string) => `/download?fid=${fid}`],
  ['HEAD', (fid: string) => `/download?fid=${fid}`],
  ['POST', (fid: string) => `/jobs/${fid}/cancel`],
  ['POST', (fid: string) => `/jobs/${fid}/retry`],
  ['DELETE', (fid: string) => `/jobs/${fid}`],
] as const;

test.each(ROUTES)('%s of somebody else’s job answers what it does of none', async (method, path) => {
  const [owner, stranger] = [createUser(gateway), createUser(gateway)];
  const [stored, converted, failed] = [
    await owner.uploadVideo(),
    await owner.uploadVideo(),
    await owner.uploadVideo(),
  ];
  await convert(world, converted, Buffer.alloc(1));
  await fail(world, failed);
  const unknown = await stranger.call(method, path(randomUUID()));
  expect(unknown.status).toBe(404);
  for (const fid of [stored, converted, failed]) {
    const answer = await stranger.call(method, path(fid));
    expect([answer.status, answer.bytes]).toEqual([404, unknown.bytes]);
  }
  expect(await jobOf(owner, stored)).toMatchObject({ status: 'stored' });
  expect(await jobOf(owner, converted)).toMatchObject({ status: 'converted' });
  expect(await jobOf(owner, failed)).toMatchObject({ status: 'failed' });
});

test('a fid that is none is malformed', async () => {
  for (const [method, path] of ROUTES) {
    expect((await createUser(gateway).call(method, path('1'))).status).toBe(400);
  }
});
