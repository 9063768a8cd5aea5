import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DemoClient, logIn } from '@vc/local/demo/client.ts';
import type { Video } from '@vc/local/ledger/customer.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import type { JobWatch } from '../../job-watch.ts';
import type { Watch } from '../watch.ts';
import { type Batch, type Costs, deriveCosts } from './costs.ts';
import { type Counters, forEachCounter } from './counters.ts';
import { type Observed, readCounters } from './read-counters.ts';

/** Idle connections of PostgreSQL hand in what they have counted after 10 s. */
const ALL_HANDED_IN_MS = 11_000;

const IDLE_MS = 15_000;
const LOGINS = 20;

type Measured = Observed & Watch & { jobs: JobWatch };

/** Uses the running product as its users do, one job at a time, and counts what that costs. */
export async function measureCosts(
  measured: Measured,
  sizes: { short: Video; long: Video; jobs: number },
): Promise<Costs> {
  const { product, tell } = measured;
  const { email, password } = await product.newUser();
  const client = await logIn(product.url, email, password);
  // What runs for the first time compiles, connects and caches.
  await runJob(measured, client, sizes.short);

  tell('what it costs when nobody uses it');
  const nothing = await count(measured, () => sleep(IDLE_MS, undefined, { signal: measured.signal }));
  const idle = forEachCounter(name => nothing.counted[name] / nothing.seconds);

  tell(`${LOGINS} logins`);
  const logins = await count(measured, async () => {
    for (let login = 0; login < LOGINS; login += 1) await logIn(product.url, email, password);
  });
  const login = forEachCounter(name => (logins.counted[name] - idle[name] * logins.seconds) / LOGINS);

  const short = await runBatch(measured, client, sizes.short, sizes.jobs);
  const long = await runBatch(measured, client, sizes.long, sizes.jobs);
  return deriveCosts(short, long, idle, login);
}

async function runBatch(measured: Measured, client: DemoClient, video: Video, jobs: number): Promise<Batch> {
  const serviceSeconds: number[] = [];
  let mp3Bytes = 0;
  const { counted, seconds } = await count(measured, async () => {
    for (let job = 1; job <= jobs; job += 1) {
      measured.tell(`job ${job} of ${jobs}, ${video.seconds} s of audio`);
      const done = await runJob(measured, client, video);
      serviceSeconds.push(done.served);
      mp3Bytes = done.mp3Bytes;
    }
  });
  const videoBytes = (await stat(video.file)).size;
  return { minutes: video.seconds / 60, jobs, videoBytes, mp3Bytes, seconds, counted, serviceSeconds };
}

/** Upload, conversion, mail, download. */
async function runJob({ product, jobs, signal }: Measured, client: DemoClient, video: Video) {
  signal.throwIfAborted();
  const mails = product.mailSink.mails().length;
  const { fid } = await client.upload(video.file, () => {});
  const { served } = await jobs.times(fid);
  await waitUntil('the mail has come', async () => product.mailSink.mails().length > mails);
  let mp3Bytes = 0;
  for await (const chunk of await client.download(fid)) mp3Bytes += (chunk as Uint8Array).length;
  return { served, mp3Bytes };
}

/** What is counted during some work, until all of it is handed in. */
async function count(
  measured: Measured,
  work: () => Promise<unknown>,
): Promise<{ counted: Counters; seconds: number }> {
  const before = await readCounters(measured);
  const startedAt = performance.now();
  await work();
  await sleep(ALL_HANDED_IN_MS, undefined, { signal: measured.signal });
  const after = await readCounters(measured);
  const seconds = (performance.now() - startedAt) / 1_000;
  return { counted: forEachCounter(name => after[name] - before[name]), seconds };
}
