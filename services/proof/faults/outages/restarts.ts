import { pause } from '@vc/kit/loop.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import { findRunning } from '../instruments/processes.ts';
import type { Scene } from './scene.ts';
import { withUploads } from './uploads.ts';

const ROUNDS = 10;
const STORMS = 3;
const SIGNALS = 20;

/** Processes are told to end, in order and out of it, while customers upload. */
export async function restartOutages({ attempt, world, long, newCustomers }: Scene): Promise<void> {
  const { product, datastores } = world;
  const services = Object.values(product.services);
  const stores = [datastores.rabbitmq, datastores.mongodb, datastores.postgres];

  await attempt(`everything restarted ${ROUNDS} times, one after the other`, async () =>
    withUploads(await newCustomers(3), async uploads => {
      await uploads.finish(3);
      for (let round = 0; round < ROUNDS; round += 1) {
        uploads.begin(2);
        for (const service of services) {
          await service.stop();
          await service.start();
        }
        const store = stores[round % stores.length];
        await store?.stop();
        await store?.start();
      }
      await uploads.finish(3);
      return `${ROUNDS * (services.length + 1)} restarts, ${uploads.count()} uploads`;
    }),
  );

  await attempt(`SIGTERM storms: ${SIGNALS} to each process, ${STORMS} times`, async () => {
    const [busy] = await newCustomers(1, long);
    return withUploads(await newCustomers(2), async uploads => {
      for (let storm = 0; storm < STORMS; storm += 1) {
        uploads.begin(2);
        await busy?.upload();
        const { converter } = product.services;
        await waitUntil(
          'something is converted',
          async () => findRunning('ffmpeg', converter.pid ?? 0).length > 0,
        );
        for (let count = 0; count < SIGNALS; count += 1) {
          for (const service of services) service.signal('SIGTERM');
          await pause(50);
        }
        await Promise.all(services.map(service => service.stop()));
        for (const service of services) await service.start();
      }
      await uploads.finish(2);
      return `${STORMS * SIGNALS * services.length} signals, ${uploads.count()} uploads`;
    });
  });
}
