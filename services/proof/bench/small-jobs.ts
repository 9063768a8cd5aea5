import { type DemoClient, logIn } from '@vc/local/demo/client.ts';
import { makeVideo } from '@vc/local/ledger/made-video.ts';
import { startTestProduct, type TestProduct } from '@vc/local/testing/product.ts';
import { startReplica } from '../faults/instruments/replica.ts';
import { type JobTimes, type JobWatch, startJobWatch } from '../job-watch.ts';
import { type Figures, orAborted } from './measure.ts';
import { confine } from './one-core.ts';
import { type Bench, hold, type Part } from './part.ts';
import type { Row } from './table.ts';

/** Short of what is encoded in parts: one job, one core. */
const VIDEO_SECONDS = 20;

/** How many unfinished jobs a user may have. */
const JOBS_A_PERSON = 20;

type Tried = { bench: Bench; product: TestProduct; jobs: JobWatch; video: string };

/** Many small jobs with one core and with two, and how soon a converter that waits for one takes it. */
export const smallJobs: Part = {
  name: 'small-jobs',
  async run(bench) {
    bench.tell('the product starts');
    await using opened = new AsyncDisposableStack();
    const product = await startTestProduct();
    opened.defer(() => product.remove());
    const jobs = opened.use(await startJobWatch(product.databaseUrls.jobs_owner));
    const { file: video } = await makeVideo(VIDEO_SECONDS);
    const tried = { bench, product, jobs, video };
    return [await compareClaims(tried), await compareCores(tried)];
  },
};

/** From the answer to an upload until its job is claimed, with nothing else to do. */
async function compareClaims({ bench, product, jobs, video }: Tried): Promise<Row> {
  const [person] = await logInPeople(product, 1);
  const figures: Figures = { baseline: [], ours: [] };
  for (let round = 1; round <= 2 * bench.sizes.rounds; round += 1) {
    bench.tell(`upload ${round} of ${2 * bench.sizes.rounds} while nothing else is to be done`);
    const sentAt = performance.now() / 1_000;
    const { fid } = await (person as DemoClient).upload(video, () => {});
    const answeredAt = performance.now() / 1_000;
    const { claimedAt } = await orAborted(jobs.times(fid), bench.signal);
    figures.baseline.push(1_000 * (answeredAt - sentAt));
    figures.ours.push(1_000 * (claimedAt - answeredAt));
  }
  const what = 'a small upload: until it is answered, from there until it is claimed';
  return { what, unit: 'ms', figures, aim: { oursAtMost: 50 } };
}

/** The same jobs, uploaded before, by one converter on one core and by two on a core each. */
async function compareCores(tried: Tried): Promise<Row> {
  const { bench, product } = tried;
  await product.services.converter.stop();
  const people = await logInPeople(product, Math.ceil(bench.sizes.smallJobs / JOBS_A_PERSON));
  const figures = await hold(bench, {
    baseline: () => measureRate(tried, people, ['0']),
    ours: () => measureRate(tried, people, ['0', '1']),
  });
  const what = `${bench.sizes.smallJobs} jobs of ${VIDEO_SECONDS} s: one converter on one core, two on a core each`;
  return { what, unit: '/s', figures, aim: { atLeast: 1.8 } };
}

/** Jobs a second by a converter on each of these cores; their first two jobs each do not count, as processes are slow at first. */
async function measureRate(
  { bench, product, jobs, video }: Tried,
  people: DemoClient[],
  cores: string[],
): Promise<number> {
  const fids: string[] = [];
  for (let job = 0; job < bench.sizes.smallJobs; job += 1) {
    const person = people[job % people.length] as DemoClient;
    fids.push((await person.upload(video, () => {})).fid);
  }
  await using converters = new AsyncDisposableStack();
  for (const core of cores) {
    const { converter } = product.services;
    const replica = converters.use(await startReplica(converter, { directory: product.directory }));
    await confine(replica.pid as number, core);
  }
  const times = await orAborted(Promise.all(fids.map(fid => jobs.times(fid))), bench.signal);
  return rate(times.toSorted((a, b) => a.endedAt - b.endedAt).slice(2 * cores.length - 1));
}

/** Of jobs in the order in which they ended, how many a second. */
function rate(times: readonly JobTimes[]): number {
  const [first, last] = [times[0], times.at(-1)];
  if (!first || !last) throw new RangeError('too few jobs');
  return (times.length - 1) / (last.endedAt - first.endedAt);
}

async function logInPeople(product: TestProduct, count: number): Promise<DemoClient[]> {
  const people: DemoClient[] = [];
  while (people.length < count) {
    const { email, password } = await product.newUser();
    people.push(await logIn(product.url, email, password));
  }
  return people;
}
