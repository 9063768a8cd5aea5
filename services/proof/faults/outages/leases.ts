import { connectBroker } from '@vc/kit/broker.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import { whileFrozen } from '../instruments/away.ts';
import { findRunning } from '../instruments/processes.ts';
import { startReplica } from '../instruments/replica.ts';
import { endLease } from './passing-time.ts';
import type { Scene } from './scene.ts';

const COPIES = 50;

/** Two converters believe that a job is theirs; only one of them may be right. */
export async function leaseOutages(scene: Scene): Promise<void> {
  const { attempt, world, newCustomers, long } = scene;
  const { product } = world;
  const { converter, gateway } = product.services;

  await attempt('converter frozen beyond its lease, thawed when another has finished', async () => {
    const [customer] = await newCustomers(1, long);
    const fid = (await customer?.upload()) ?? '';
    const running = () => findRunning('ffmpeg', converter.pid ?? 0).length;
    await waitUntil('it is converted', async () => running() > 0);
    await using _other = await whileFrozen(converter, async () => {
      await endLease(world, fid);
      const other = await startReplica(converter, product);
      await customer?.waitForMp3(fid);
      return other;
    });
    await waitUntil('the thawed one gives up', async () => running() === 0);
    const [job] = await world.query<{ attempts: number }>('select attempts from jobs.job where fid = $1', [
      fid,
    ]);
    if (job?.attempts !== 2) throw new Error(`there were ${job?.attempts} attempts instead of 2`);
    return '1 job, 2 converters';
  });

  await attempt(`the same message ${COPIES} times to four converters`, async () => {
    await using replicas = new AsyncDisposableStack();
    for (let count = 0; count < 3; count += 1) replicas.use(await startReplica(converter, product));
    const [customer] = await newCustomers(1);
    const fid = (await customer?.upload()) ?? '';
    const log = createLogger('proof', 'silent');
    const broker = await connectBroker({ url: gateway.variables.RABBITMQ_URL ?? '', log });
    replicas.defer(() => broker.close());
    await waitUntil('the broker is reached', async () => broker.isConnected());
    const [job] = await world.query<{ owner: string }>('select owner from jobs.job where fid = $1', [fid]);
    const message = { file_id: fid, user_id: job?.owner, timestamp: new Date().toISOString() };
    await Promise.all(Array.from({ length: COPIES }, () => broker.publish('video', message)));
    await customer?.waitForMp3(fid);
    const [after] = await world.query<{ attempts: number }>('select attempts from jobs.job where fid = $1', [
      fid,
    ]);
    if (after?.attempts !== 1) throw new Error(`it was converted ${after?.attempts} times`);
    return `${COPIES} messages, 4 converters`;
  });
}
