import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelJob, retryJob } from '../src/owner.ts';
import { DEFAULT_QUOTA, DEFAULT_RETENTION, type Quota } from '../src/policy.ts';
import { readUsage } from '../src/quota.ts';
import { abandonUpload, acceptUpload, beginUpload, renewUpload, type UploadRequest } from '../src/receive.ts';
import {
  anUpload,
  begin,
  createJobsDatabase,
  type Db,
  letLeaseRunOut,
  makeJob,
  newFile,
  readRow,
  type TestJobs,
  VIDEO,
} from './test-jobs.ts';

let jobs: TestJobs;
let db: Db;
beforeAll(async () => {
  jobs = await createJobsDatabase();
  db = jobs.db;
});
afterAll(() => jobs.close());

const NOTHING_LEFT: Quota = { uploads: 0, unfinishedJobs: 0, bytes: 0 };
const PLENTY: Quota = { uploads: 1000, unfinishedJobs: 1000, bytes: 2 ** 50 };

const keyed = (request: Partial<UploadRequest> = {}) =>
  anUpload({ bitrate: '128', idempotency: { key: 'again', contentLength: 1100 }, ...request });

/** The same request of the same client, for which the gateway has made another file id. */
const repeat = (request: UploadRequest, quota: Quota = DEFAULT_QUOTA) =>
  beginUpload(db, { ...request, file: newFile() }, quota);

/** The same request eight times at once, from gateways with connections of their own. */
const repeatAtOnce = (request: UploadRequest, quota: Quota) =>
  Promise.all(Array.from({ length: 8 }, () => repeat(request, quota)));

const kindsOf = (results: { kind: string }[]) => results.map(({ kind }) => kind).toSorted();

describe('an idempotency key', () => {
  test('gives the same job once it is accepted, in whatever state, before quota is looked at', async () => {
    for (const state of ['stored', 'converting', 'converted', 'failed', 'canceled'] as const) {
      const request = keyed();
      const { fid } = await makeJob(db, state, request);
      expect(await repeat(request, NOTHING_LEFT)).toMatchObject({
        kind: 'accepted-before',
        job: { fid, state },
      });
    }
  });

  test('is gone with a deleted or expired job', async () => {
    for (const state of ['deleted', 'expired'] as const) {
      const request = keyed();
      await makeJob(db, state, request);
      expect(await repeat(request, NOTHING_LEFT)).toEqual({ kind: 'gone' });
    }
  });

  test('sent eight times at once begins one upload', async () => {
    for (let round = 0; round < 10; round += 1) {
      const results = await repeatAtOnce(keyed(), PLENTY);
      expect(kindsOf(results)).toEqual(['begun', ...Array(7).fill('under-way')]);
    }
  });

  test('is decided before the uploads at once and the quota are counted', async () => {
    const request = keyed();
    await begin(db, request);
    expect(await repeat(request, NOTHING_LEFT)).toEqual({ kind: 'under-way' });
  });

  test.each([
    ['another bitrate', { bitrate: '320' }],
    ['no bitrate', { bitrate: null }],
    ['another length', { idempotency: { key: 'again', contentLength: 1101 } }],
  ])('with %s is another request', async (_name, difference) => {
    for (const state of ['receiving', 'stored'] as const) {
      const request = keyed();
      await makeJob(db, state, request);
      expect(await repeat({ ...request, ...difference })).toEqual({ kind: 'other-request' });
    }
  });

  test('is not compared by a length that one of the two did not announce', async () => {
    const announced = keyed();
    await makeJob(db, 'stored', announced);
    const chunked = { ...announced, contentLength: null, idempotency: { key: 'again', contentLength: null } };
    expect(await repeat(chunked)).toMatchObject({ kind: 'accepted-before' });

    const first = { ...chunked, owner: randomUUID() };
    await makeJob(db, 'stored', first);
    expect(await repeat({ ...announced, owner: first.owner })).toMatchObject({ kind: 'accepted-before' });
  });

  test('of a dead upload is taken over, and the dead one can neither go on nor be accepted', async () => {
    const request = keyed();
    const dead = await begin(db, request);
    await letLeaseRunOut(db, dead.fid);
    const results = await repeatAtOnce(request, PLENTY);
    expect(kindsOf(results)).toEqual(['begun', ...Array(7).fill('under-way')]);
    const begun = results.find(result => result.kind === 'begun');
    if (begun?.kind !== 'begun') throw new Error('not begun');

    expect(begun.lease.fid).not.toBe(dead.fid);
    expect(await renewUpload(db, dead)).toBe(false);
    await abandonUpload(db, dead);
    expect(await acceptUpload(db, dead, VIDEO)).toBeUndefined();
    expect(await acceptUpload(db, begun.lease, VIDEO)).toMatchObject({ state: 'stored' });
    expect(await repeat(request)).toMatchObject({ kind: 'accepted-before', job: { fid: begun.lease.fid } });
  });

  test('of an abandoned upload is free again', async () => {
    const request = keyed();
    await abandonUpload(db, await begin(db, request));
    expect(await repeat({ ...request, bitrate: '320' })).toMatchObject({ kind: 'begun' });
  });

  test('means nothing to another owner, nor to an upload without one', async () => {
    const request = keyed();
    await makeJob(db, 'stored', request);
    expect(await repeat({ ...request, owner: randomUUID() })).toMatchObject({ kind: 'begun' });
    expect(await repeat({ ...request, idempotency: null })).toMatchObject({ kind: 'begun' });
    expect(await repeat({ ...request, idempotency: null })).toMatchObject({ kind: 'begun' });
  });
});

describe('a quota', () => {
  test('of uploads at once holds, however many begin at once', async () => {
    const owner = randomUUID();
    const results = await repeatAtOnce(anUpload({ owner }), { ...PLENTY, uploads: 3 });
    expect(kindsOf(results)).toEqual([...Array(3).fill('begun'), ...Array(5).fill('too-many-uploads')]);
    expect(await readUsage(db, owner)).toEqual({ uploads: 3, unfinishedJobs: 3, bytes: 3600 });
  });

  test('of unfinished jobs counts uploads under way, and holds against retries at the same time', async () => {
    const owner = randomUUID();
    const quota = { ...PLENTY, unfinishedJobs: 4 };
    await makeJob(db, 'stored', { owner });
    await makeJob(db, 'converting', { owner });
    const failed = [];
    for (let n = 0; n < 3; n += 1) failed.push(await makeJob(db, 'failed', { owner }));

    const results = await Promise.all([
      ...failed.map(({ fid }) => retryJob(db, owner, fid, quota)),
      ...failed.map(() => beginUpload(db, anUpload({ owner }), quota)),
    ]);
    const refused = results.filter(
      result =>
        result === 'too-many-jobs' ||
        (typeof result === 'object' && 'kind' in result && result.kind === 'too-many-jobs'),
    );
    expect(refused).toHaveLength(4);
    expect((await readUsage(db, owner)).unfinishedJobs).toBe(4);
  });

  test('of bytes counts what uploads have reserved, sources and MP3s, and nothing that is given up', async () => {
    const owner = randomUUID();
    const usage = async () => (await readUsage(db, owner)).bytes;
    const upload = await begin(db, { owner, contentLength: 5000 });
    expect(await usage()).toBe(5000);
    await acceptUpload(db, upload, { ...VIDEO, size: 4000 });
    expect(await usage()).toBe(4000);
    await makeJob(db, 'converted', { owner });
    expect(await usage()).toBe(4100);
    await makeJob(db, 'failed', { owner });
    expect(await usage()).toBe(5100);
    await cancelJob(db, owner, upload.fid, DEFAULT_RETENTION);
    await makeJob(db, 'expired', { owner });
    await makeJob(db, 'deleted', { owner });
    expect(await usage()).toBe(1100);

    const dead = await begin(db, { owner, contentLength: 7000 });
    await letLeaseRunOut(db, dead.fid);
    expect(await readUsage(db, owner)).toEqual({ uploads: 0, unfinishedJobs: 0, bytes: 1100 });
  });

  test('of bytes is never exceeded by uploads that begin at once', async () => {
    const owner = randomUUID();
    const results = await repeatAtOnce(anUpload({ owner, contentLength: 300 }), { ...PLENTY, bytes: 1000 });
    expect(kindsOf(results)).toEqual([...Array(3).fill('begun'), ...Array(5).fill('no-space')]);
  });

  test('of bytes bounds an upload of unknown length by what is left', async () => {
    const owner = randomUUID();
    const quota = { ...PLENTY, bytes: 10_000 };
    await makeJob(db, 'stored', { owner });
    const chunked = { owner, contentLength: null };
    expect(await begin(db, { ...chunked, maxBytes: 2000 }, quota)).toMatchObject({ maxBytes: 2000 });
    expect(await begin(db, { ...chunked, maxBytes: 8000 }, quota)).toMatchObject({ maxBytes: 7000 });
    expect(await beginUpload(db, anUpload(chunked), quota)).toEqual({ kind: 'no-space' });
  });

  test('reaches beyond 32 bits', async () => {
    const owner = randomUUID();
    const upload = await begin(db, { owner, contentLength: 3 * 2 ** 40 }, PLENTY);
    expect(upload.maxBytes).toBe(3 * 2 ** 40);
    expect((await readUsage(db, owner)).bytes).toBe(3 * 2 ** 40);
  });

  test('of one owner is nothing to another', async () => {
    const quota = { ...PLENTY, uploads: 1 };
    const [one, other] = [randomUUID(), randomUUID()];
    await begin(db, { owner: one }, quota);
    expect(await beginUpload(db, anUpload({ owner: one }), quota)).toEqual({ kind: 'too-many-uploads' });
    expect(await beginUpload(db, anUpload({ owner: other }), quota)).toMatchObject({ kind: 'begun' });
  });
});

test('an upload’s file is noted together with it, and is named by the job from its acceptance on', async () => {
  const lease = await begin(db);
  const blob = await db.selectFrom('jobs.blob').selectAll().where('file', '=', lease.file).executeTakeFirst();
  expect(blob).toMatchObject({ bucket: 'videos', fid: lease.fid, token: lease.token, remove_at: null });
  await acceptUpload(db, lease, VIDEO);
  expect(await readRow(db, lease.fid)).toMatchObject({ video_file: lease.file });
});
