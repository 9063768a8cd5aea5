import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { claimJob, completeJob, failJob, handBackJob, noteMp3Blob, postponeJob } from '../src/convert.ts';
import { expireJobs, findGarbage, freeExpiredLeases, recordRemoval } from '../src/housekeeping.ts';
import { cancelJob, deleteJob } from '../src/owner.ts';
import { DEFAULT_QUOTA, DEFAULT_RETENTION } from '../src/policy.ts';
import { abandonUpload, acceptUpload, beginUpload } from '../src/receive.ts';
import { startHousekeeping } from '../src/relay.ts';
import type { JobState } from '../src/schema.ts';
import {
  anUpload,
  begin,
  createJobsDatabase,
  type Db,
  eventually,
  isAnyWaiting,
  letLeaseRunOut,
  log,
  makeJob,
  newFile,
  newMp3,
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
beforeEach(() => sql`truncate jobs.job, jobs.blob`.execute(jobs.superuser));
afterAll(() => jobs.close());

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const listGarbage = async () => (await findGarbage(db, 100)).map(({ file }) => file).toSorted();

/** A job under conversion, its source and the MP3 that is being written. */
async function makeConverting() {
  const job = await makeJob(db, 'stored');
  const claimed = await claimJob(db, job.fid);
  if (!claimed) throw new Error('not claimed');
  const mp3 = newMp3();
  await noteMp3Blob(db, claimed.lease, mp3.file);
  return { ...job, source: job.lease.file, lease: claimed.lease, mp3 };
}

describe('garbage is', () => {
  test('neither what is being written nor what a job names', async () => {
    for (const state of ['receiving', 'stored', 'converting'] as const) await makeJob(db, state);
    const { lease, mp3 } = await makeConverting();
    expect(await listGarbage()).toEqual([]);
    await completeJob(db, lease, mp3, DEFAULT_RETENTION);
    expect(await listGarbage()).not.toContain(mp3.file);
  });

  test('the source of a converted job', async () => {
    const { lease, mp3, source } = await makeConverting();
    await completeJob(db, lease, mp3, DEFAULT_RETENTION);
    expect(await listGarbage()).toEqual([source]);
  });

  test('what an abandoned or dead upload has written', async () => {
    const [abandoned, dead] = [await begin(db), await begin(db)];
    await abandonUpload(db, abandoned);
    await letLeaseRunOut(db, dead.fid);
    expect(await listGarbage()).toEqual([abandoned.file]);
    await freeExpiredLeases(db, DEFAULT_RETENTION);
    expect(await listGarbage()).toEqual([abandoned.file, dead.file].toSorted());
  });

  test('what an upload has written whose key was taken over', async () => {
    const request = anUpload({ idempotency: { key: 'taken over', contentLength: null } });
    const dead = await begin(db, request);
    await letLeaseRunOut(db, dead.fid);
    await beginUpload(db, { ...request, file: newFile() }, DEFAULT_QUOTA);
    expect(await listGarbage()).toEqual([dead.file]);
  });

  test('the MP3 of an attempt that came to nothing, and not the source', async () => {
    const ends = [
      ({ lease }: Held) => postponeJob(db, lease, DEFAULT_RETENTION),
      ({ lease }: Held) => handBackJob(db, lease),
      ({ lease }: Held) => failJob(db, lease, { code: 'corrupt', detail: '' }, DEFAULT_RETENTION),
      async ({ fid }: Held) => {
        await letLeaseRunOut(db, fid);
        await freeExpiredLeases(db, DEFAULT_RETENTION);
      },
      async ({ fid }: Held) => {
        await letLeaseRunOut(db, fid);
        await claimJob(db, fid);
      },
    ];
    const mp3s = [];
    for (const end of ends) {
      const held = await makeConverting();
      await end(held);
      mp3s.push(held.mp3.file);
    }
    expect(await listGarbage()).toEqual(mp3s.toSorted());
  });

  test('everything of a canceled, deleted or expired job', async () => {
    const canceled = await makeConverting();
    await cancelJob(db, canceled.owner, canceled.fid, DEFAULT_RETENTION);
    const deleted = await makeConverting();
    await deleteJob(db, deleted.owner, deleted.fid);
    const expired = await makeConverting();
    await completeJob(db, expired.lease, expired.mp3, DEFAULT_RETENTION);
    await sql`update jobs.job set expires_at = now() - interval '1 s' where fid = ${expired.fid}`.execute(db);
    await expireJobs(db);
    const files = [canceled, deleted, expired].flatMap(({ source, mp3 }) => [source, mp3.file]);
    expect(await listGarbage()).toEqual(files.toSorted());
  });

  test('a file that is noted under a lease that is lost already', async () => {
    const { lease, owner, fid } = await makeConverting();
    await cancelJob(db, owner, fid, DEFAULT_RETENTION);
    const file = newFile();
    expect(await noteMp3Blob(db, lease, file)).toBe(false);
    expect(await listGarbage()).toContain(file);
  });

  test('a file that is being noted while its lease is taken away', async () => {
    const { lease, owner, fid } = await makeConverting();
    const file = newFile();
    let canceling: Promise<unknown> | undefined;
    await db.transaction().execute(async trx => {
      expect(await noteMp3Blob(trx, lease, file)).toBe(true);
      canceling = cancelJob(db, owner, fid, DEFAULT_RETENTION);
      await eventually(async () => expect(await isAnyWaiting(jobs.superuser)).toBe(true));
    });
    await canceling;
    expect(await listGarbage()).toContain(file);
  });
});

type Held = Awaited<ReturnType<typeof makeConverting>>;

/** Lets a day pass for the bytes that were removed. */
const waitADay = () =>
  sql`update jobs.blob set remove_at = remove_at - interval '24 h', removed_at = removed_at - interval '24 h'`.execute(
    db,
  );

test('bytes are removed at once and again a day later, when a writer that thawed in between is long over', async () => {
  const lease = await begin(db);
  await abandonUpload(db, lease);
  const [first] = await findGarbage(db, 10);
  expect(first).toEqual({ file: lease.file, bucket: 'videos', isFinal: false });
  await recordRemoval(db, first as NonNullable<typeof first>);
  expect(await listGarbage()).toEqual([]);

  await waitADay();
  const [second] = await findGarbage(db, 10);
  expect(second).toEqual({ file: lease.file, bucket: 'videos', isFinal: true });
  await recordRemoval(db, first as NonNullable<typeof first>); // another replica that is late: no second day
  expect(await listGarbage()).toEqual([lease.file]);
  await recordRemoval(db, second as NonNullable<typeof second>);
  expect(await db.selectFrom('jobs.blob').selectAll().execute()).toEqual([]);
});

test.each([
  ['deleted', '24 h'],
  ['expired', '30 d'],
] satisfies [JobState, string][])(
  'the row of a %s job stays for %s, and until its bytes are gone',
  async (state, time) => {
    const { fid } = await makeJob(db, state);
    const age = (by: string) =>
      sql`update jobs.job set updated_at = updated_at - ${by}::interval where fid = ${fid}`.execute(db);
    await age(`${time} -1 minute`);
    await sql`delete from jobs.blob`.execute(jobs.superuser);
    await expireJobs(db);
    expect(await readRow(db, fid)).toBeDefined();
    await age('2 minutes');
    await sql`insert into jobs.blob (file, bucket, fid, token) values (${newFile()}, 'mp3s', ${fid}, gen_random_uuid())`.execute(
      db,
    );
    await expireJobs(db);
    expect(await readRow(db, fid)).toBeDefined();
    await sql`delete from jobs.blob`.execute(jobs.superuser);
    await expireJobs(db);
    expect(await readRow(db, fid)).toBeUndefined();
  },
);

test('housekeeping removes all garbage in batches, and what cannot be removed stays noted', async () => {
  const files: string[] = [];
  for (let n = 0; n < 60; n += 1) {
    const lease = await begin(db);
    await abandonUpload(db, lease);
    files.push(lease.file);
  }
  let isUp = false;
  const removed = new Set<string>();
  const removeFile = vi.fn(async (bucket: string, file: string) => {
    if (!isUp) throw new Error('the media store is away');
    removed.add(`${bucket} ${file}`);
  });
  const housekeeping = startHousekeeping({ db, removeFile, log });
  closing.push(() => housekeeping.close());
  await eventually(() => expect(removeFile).toHaveBeenCalled());
  expect(await listGarbage()).toEqual(files.toSorted());

  isUp = true;
  await eventually(async () => {
    housekeeping.wake();
    expect(await listGarbage()).toEqual([]);
  });
  expect([...removed].toSorted()).toEqual(files.map(file => `videos ${file}`).toSorted());
  await waitADay();
  await eventually(async () => {
    housekeeping.wake();
    expect(await db.selectFrom('jobs.blob').selectAll().execute()).toEqual([]);
  });
});

test('after a long outage jobs expire and go in batches', async () => {
  await sql`
    insert into jobs.job (owner, name, state, video_size, expires_at)
    select gen_random_uuid(), '', 'canceled', 1, now() - interval '1 d' from generate_series(1, 1200)`.execute(
    db,
  );
  const expire = async () => {
    let batches = 1;
    while (await expireJobs(db)) batches += 1;
    return batches;
  };
  expect(await expire()).toBe(3);
  const { rows } = await sql`select state, count(*)::int from jobs.job group by state`.execute(db);
  expect(rows).toEqual([{ state: 'expired', count: 1200 }]);
  await sql`update jobs.job set updated_at = now() - interval '31 d'`.execute(db);
  expect(await expire()).toBe(3);
  expect(await db.selectFrom('jobs.job').select('fid').execute()).toEqual([]);
});

test('a whole life leaves nothing behind', async () => {
  const { fid, owner, lease, mp3 } = await makeConverting();
  await completeJob(db, lease, mp3, DEFAULT_RETENTION);
  await acceptUpload(db, await begin(db, { owner }), VIDEO);
  await sql`update jobs.job set expires_at = now() - interval '1 s' where fid = ${fid}`.execute(db);
  for (const { fid: other } of await db
    .selectFrom('jobs.job')
    .select('fid')
    .where('fid', '<>', fid)
    .execute()) {
    await deleteJob(db, owner, other);
  }
  for (let day = 0; day < 2; day += 1) {
    await expireJobs(db);
    for (const garbage of await findGarbage(db, 100)) await recordRemoval(db, garbage);
    await waitADay();
    await sql`update jobs.job set updated_at = updated_at - interval '31 d'`.execute(db);
  }
  await expireJobs(db);
  expect(await db.selectFrom('jobs.job').selectAll().execute()).toEqual([]);
  expect(await db.selectFrom('jobs.blob').selectAll().execute()).toEqual([]);
});
