import { randomUUID } from 'node:crypto';
import { type JobPage, listJobs } from '@vc/jobs/owner.ts';
import { readUsage } from '@vc/jobs/quota.ts';
import type { JobsDatabase } from '@vc/jobs/schema.ts';
import { openDatabase } from '@vc/kit/database.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { type Kysely, sql } from 'kysely';
import { median, seconds } from '../measure.ts';
import { type Bench, hold, type Part } from '../part.ts';
import type { Aim, Row } from '../table.ts';
import { startDatabase } from './database.ts';

/** What `GET /jobs` asks for without a limit: one more than it shows. */
const LIMIT = 21;
const FEW_JOBS = 100;
const PAGES_A_RUN = 200;
const AT_ONCE: Aim = { oursAtMost: 5 };

/** Pages of an owner with many jobs, in a table of many more, against those of an owner with few. */
export const pages: Part = {
  name: 'pages',
  async run(bench) {
    bench.tell('PostgreSQL starts');
    await using database = await startDatabase('jobs');
    const log = createLogger('bench', 'silent');
    const filling = openDatabase<JobsDatabase>({
      url: database.urls.jobs_owner,
      log,
      poolSize: 1,
      statementTimeoutMs: 600_000,
    });
    const db = openDatabase<JobsDatabase>({ url: database.urls.gateway, log, poolSize: 1 });
    try {
      const [few, many] = [randomUUID(), randomUUID()];
      const { ofOne, all } = bench.sizes.jobs;
      bench.tell(`${all} jobs are made`);
      await fill(filling, all, [
        { owner: few, jobs: FEW_JOBS },
        { owner: many, jobs: ofOne },
      ]);
      return await compare(bench, db, { few, many });
    } finally {
      await Promise.all([filling.destroy(), db.destroy()]);
    }
  },
};

async function compare(
  bench: Bench,
  db: Kysely<JobsDatabase>,
  { few, many }: { few: string; many: string },
): Promise<Row[]> {
  const { ofOne, all } = bench.sizes.jobs;
  const [newest] = await listJobs(db, many, { limit: 1 });
  const page = (wanted: JobPage) => (owner: string) => listJobs(db, owner, wanted);
  const questions: [string, (owner: string) => Promise<unknown>, Aim?][] = [
    ['the first page', page({ limit: LIMIT }), AT_ONCE],
    ['the failed ones, one in 500', page({ limit: LIMIT, status: 'failed' }), AT_ONCE],
    ['a page after a cursor', page({ limit: LIMIT, before: newest?.fid }), AT_ONCE],
    ['what they take of a quota', owner => readUsage(db, owner)],
  ];
  const rows: Row[] = [];
  for (const [kind, ask, aim] of questions) {
    const figures = await hold(bench, {
      baseline: () => timeMany(() => ask(few)),
      ours: () => timeMany(() => ask(many)),
    });
    const what = `${kind} of ${FEW_JOBS} jobs, of ${ofOne} in ${all}`;
    rows.push({ what, unit: 'ms', figures, ...(aim && { aim }) });
  }
  return rows;
}

/** The median of many, each with its way to the database and back, in milliseconds. */
async function timeMany(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  while (times.length < PAGES_A_RUN) times.push(1_000 * (await seconds(ask)));
  return median(times);
}

/** Jobs of the owners given, in between those of a thousand others. One in ten is deleted, one in 500 has failed. */
async function fill(
  db: Kysely<JobsDatabase>,
  all: number,
  owners: { owner: string; jobs: number }[],
): Promise<void> {
  const others = Array.from({ length: 1_000 }, () => randomUUID());
  const left = all - owners.reduce((sum, { jobs }) => sum + jobs, 0);
  const each = [...owners, ...others.map(owner => ({ owner, jobs: Math.floor(left / others.length) }))];
  await sql`
    insert into jobs.job (owner, name, state, video_size, video_sha256, video_type, video_file, mp3_file, mp3_size,
      mp3_sha256, mp3_duration, used_bitrate, error_code, error_detail, published_count, is_publish_confirmed)
    select owner, 'A video from the holidays.mp4', state, 1000000, repeat('a', 64), 'video/mp4',
      case state when 'failed' then repeat('b', 24) end, case state when 'converted' then repeat('c', 24) end, 100000,
      repeat('d', 64), 60, '128', case state when 'failed' then 'no-audio' end,
      case state when 'failed' then 'The video has no sound.' end, 1, true
    from (select owner, case when n % 500 = 1 then 'failed' when n % 10 = 2 then 'deleted' else 'converted' end as state
      from unnest(${each.map(({ owner }) => owner)}::uuid[], ${each.map(({ jobs }) => jobs)}::int[]) as o (owner, jobs),
        generate_series(1, jobs) n
      order by random()) jobs`.execute(db);
  await sql`vacuum analyze jobs.job`.execute(db);
}
