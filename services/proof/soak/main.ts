/**
 * `npm run soak [-- --minutes 30] [-- --jobs 2000] [-- --seed N]`: the product works for a long time while one disturbance
 * follows the other. Every customer's books are settled, and at the end memory, descriptors and connections have to be
 * what they were after the warm-up. Ends with 1 where they are not, or a promise did not hold.
 */
import { parseArgs } from 'node:util';
import { pause } from '@vc/kit/loop.ts';
import { createProgress } from '@vc/local/progress.ts';
import { exitWith, SetupError } from '@vc/local/setup-error.ts';
import { stopRequest } from '@vc/local/stop-request.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { placeLinks } from '../faults/instruments/links.ts';
import { startReplica } from '../faults/instruments/replica.ts';
import { type World, withWorld } from '../faults/ledger/world.ts';
import { createRandom } from '../faults/random.ts';
import { formatCourses } from './courses-table.ts';
import { judgeCourses } from './flatness.ts';
import { playRound } from './rounds.ts';
import { measureUsage, type Usage } from './usage.ts';

/** This share of the time fills caches, pools and heaps. */
const WARM_UP = 0.2;
/** Pools give up connections that are idle for 30 s. */
const IDLE_MS = 35_000;
const SAMPLES = 5;
const SAMPLE_EVERY_MS = 3_000;

await soak().catch(exitWith);
process.exit();

async function soak(): Promise<void> {
  const { minutes, jobs, seed } = readOptions();
  const stop = new AbortController();
  void stopRequest().then(() => stop.abort(new SetupError('Stopped.')));
  const progress = createProgress();
  await ensurePrograms(['ffmpeg', 'ffprobe', 'setpriv', 'prlimit'], progress);

  await withWorld({}, async world => {
    await using links = await placeLinks(world.product);
    const { gateway, converter, notification } = world.product.services;
    await using more = new AsyncDisposableStack();
    const replicas = [
      more.use(await startReplica(gateway, world.product)),
      more.use(await startReplica(converter, world.product)),
      more.use(await startReplica(notification, world.product)),
    ] as const;
    const target = { world, links, replicas: [...replicas] as const, random: createRandom(seed) };

    const startedAt = performance.now();
    const elapsed = () => (performance.now() - startedAt) / 60_000;
    let [accepted, disturbed, rounds] = [0, 0, 0];
    let baseline: Record<string, Usage>[] | undefined;
    while (elapsed() < minutes || accepted < jobs) {
      rounds += 1;
      const { counts, disturbances } = await progress.step(
        `round ${rounds}: ${accepted} of ${jobs} jobs, ${elapsed().toFixed(0)} of ${minutes} min`,
        () => playRound(target, { jobs: Math.min(100, jobs), signal: stop.signal }),
      );
      accepted += counts.accepted;
      disturbed += disturbances.length;
      console.log(disturbances.map(it => `    ${it}`).join('\n'));
      if (!baseline && elapsed() >= minutes * WARM_UP) baseline = await takeSamples(world);
    }
    const courses = judgeCourses(baseline ?? [], await takeSamples(world));
    console.log(`\nSeed ${seed}: ${accepted} jobs, ${disturbed} disturbances in ${elapsed().toFixed(0)} min`);
    console.log(`\n${formatCourses(courses)}`);
    if (courses.some(({ isFlat }) => !isFlat)) process.exitCode = 1;
  });
}

/** What is in use while nobody asks for anything. */
async function takeSamples({ product, datastores }: World): Promise<Record<string, Usage>[]> {
  await pause(IDLE_MS);
  const samples: Record<string, Usage>[] = [];
  while (samples.length < SAMPLES) {
    samples.push(await measureUsage(product, datastores));
    await pause(SAMPLE_EVERY_MS);
  }
  return samples;
}

function readOptions(): { minutes: number; jobs: number; seed: number } {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '30' },
      jobs: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const options = { minutes: Number(values.minutes), jobs: Number(values.jobs), seed: Number(values.seed) };
  if (!(options.minutes > 0) || !Number.isSafeInteger(options.jobs) || !Number.isSafeInteger(options.seed)) {
    throw new SetupError('Give minutes above 0, and whole numbers of jobs and of the seed.');
  }
  return options;
}
