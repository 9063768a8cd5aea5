import { type Customer, openBooks } from '@vc/local/ledger/customer.ts';
import { makeVideo } from '@vc/local/ledger/made-video.ts';
import type { ClusterTarget } from '../../cluster/target.ts';
import { newAddress } from '../addresses.ts';
import type { Cluster } from '../cluster.ts';
import type { RunStep } from '../scenario.ts';
import { logIn } from '../user.ts';
import { loseData, query } from './datastore.ts';
import { readDefinitions } from './definitions.ts';
import { type JobSelector, runAgain } from './runs.ts';
import { requireSameLines } from './same-lines.ts';

/** Long enough that some wait while one is converted. */
const VIDEO_SECONDS = 300;
const VIDEOS = 4;

/** As clusters/eks/OPERATIONS.md has it. */
const QUEUE_INIT: JobSelector = {
  namespace: 'video-converter',
  selector: 'app.kubernetes.io/name=queue-init',
};

/**
 * The broker loses its volume with messages in it, and queue-init brings back what was declared.
 *
 * @returns whose videos lost their messages: the relay publishes them again after some minutes
 */
export async function loseBroker(step: RunStep, { target, url }: Cluster): Promise<Customer> {
  const definitions = await readDefinitions(target);
  const early = await openAccount(url, VIDEO_SECONDS);
  const waiting = await step('videos are accepted, and wait for a converter', async () => {
    for (let count = 0; count < VIDEOS; count += 1) await early.upload();
    return listStored(target, early.ledger.accepted, 'is_publish_confirmed');
  });
  await step('the broker loses its volume, and with it messages of videos that wait', async () => {
    await loseData(target, 'rabbitmq');
    if ((await listStored(target, waiting)).length === 0) throw new Error('No video has lost its message.');
  });
  await step('it has come back without a queue', async () => {
    const { queues } = await readDefinitions(target);
    if (queues.length > 0) throw new Error(`It has ${queues.map(({ name }) => name).join(', ')}.`);
  });
  const late = await openAccount(url, 5);
  const fid = await step('another video is accepted all the same', async () => {
    const accepted = await late.upload();
    if (late.ledger.refused.length > 0)
      throw new Error(`Not at once: ${JSON.stringify(late.ledger.refused)}`);
    return accepted;
  });
  await step(
    'the Job of queue-init, deleted, is made again by Argo CD, and declares all that there was',
    async () => {
      await runAgain(target, [QUEUE_INIT], ['queue-init']);
      const { text } = await readDefinitions(target);
      requireSameLines(definitions.text, text);
    },
  );
  await step('the video that was accepted meanwhile is converted', () => late.waitForMp3(fid));
  return early;
}

async function openAccount(url: string, videoSeconds: number): Promise<Customer> {
  return openBooks(url, await logIn(url, newAddress('broker')), await makeVideo(videoSeconds));
}

/** Those that nobody works on. */
async function listStored(
  target: ClusterTarget,
  jobs: readonly { fid: string }[],
  condition = 'true',
): Promise<{ fid: string }[]> {
  const fids = jobs.map(({ fid }) => `'${fid}'`).join();
  if (fids === '') return [];
  const rows = await query(
    target,
    `select fid from jobs.job where fid in (${fids}) and state = 'stored' and ${condition}`,
  );
  return rows
    .split('\n')
    .filter(fid => fid !== '')
    .map(fid => ({ fid }));
}
