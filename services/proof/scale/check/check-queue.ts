import { type DemoClient, logIn } from '@vc/local/demo/client.ts';
import type { Video } from '@vc/local/ledger/customer.ts';
import type { TestProduct } from '@vc/local/testing/product.ts';
import { startReplica } from '../../faults/instruments/replica.ts';
import type { JobWatch } from '../../job-watch.ts';
import { type Percentiles, percentiles } from '../simulation/percentiles.ts';
import type { Watch } from '../watch.ts';
import { play } from './play.ts';
import { predict } from './predict.ts';
import { drawTrace } from './trace.ts';

/** Waiting times as simulated, once a draw, and as they were. */
export type Check = { converters: number; uploads: number; predicted: Percentiles[]; measured: Percentiles };

type Checked = Watch & { product: TestProduct; jobs: JobWatch };

/** What is played. */
export type CheckSizes = { converters: number; seconds: number; videos: readonly Video[]; seed: number };

/** Three uploads and twenty unfinished jobs a person are allowed; nobody shall meet that. */
const PEOPLE = 6;

/** Conversions of each video that are timed beforehand, a converter. */
const CALIBRATIONS = 2;

/** Plays uploads at random times to the real product, and simulates the same. */
export async function checkQueue(checked: Checked, sizes: CheckSizes): Promise<Check> {
  const { product, jobs, tell, signal } = checked;
  const { converters, seconds, seed } = sizes;
  const [first, ...others] = sizes.videos;
  if (!first) throw new RangeError('nothing to upload');
  const videos = [first, ...others] as const;
  await using replicas = new AsyncDisposableStack();
  for (let count = 1; count < converters; count += 1) {
    replicas.use(await startReplica(product.services.converter, product));
  }
  const people: DemoClient[] = [];
  while (people.length < PEOPLE) {
    const { email, password } = await product.newUser();
    people.push(await logIn(product.url, email, password));
  }

  tell(`times of conversions, ${converters} at once`);
  const calibration = [];
  for (const video of Array(CALIBRATIONS).fill(videos).flat() as Video[]) {
    const atOnce = Array.from({ length: converters }, () => ({ at: 0, video }));
    calibration.push(...(await play(atOnce, people, jobs, signal)));
  }
  const meanService = calibration.reduce((sum, { served }) => sum + served, 0) / calibration.length;

  const uploads = drawTrace(seed, { seconds, converters, meanService, videos });
  tell(`${uploads.length} uploads in ${seconds} s, ${converters} converters`);
  const played = await play(uploads, people, jobs, signal);
  return {
    converters,
    uploads: uploads.length,
    predicted: predict(seed, uploads, played, converters),
    measured: percentiles(played.map(({ waited }) => waited)),
  };
}
