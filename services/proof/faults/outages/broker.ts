import { pause } from '@vc/kit/loop.ts';
import { callManagement } from '@vc/local/datastores/rabbitmq-management.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import { whileAway, whileStopped } from '../instruments/away.ts';
import { letTimePass } from './passing-time.ts';
import { manage } from './rabbitmq.ts';
import type { Scene } from './scene.ts';
import { withUploads } from './uploads.ts';

/** The longest that a broker is halted: by then every heartbeat was missed six times. */
const FROZEN_MS = 60_000;

/** A hint that a broker has lost is sent again after two minutes. */
const LOST_HINT_MINUTES = 3;

/** RabbitMQ goes away in all the ways it has. Messages are hints: uploads are accepted meanwhile, and none is lost. */
export async function brokerOutages(scene: Scene): Promise<void> {
  const { world, attempt, newCustomers } = scene;
  const { product, datastores } = world;
  const { rabbitmq } = datastores;
  const count = async (queue: string) => (await world.inside.countMessages()).get(queue);

  await attempt('RabbitMQ killed', async () =>
    withUploads(await newCustomers(3), async uploads => {
      await uploads.finish(3);
      await whileAway(rabbitmq, 'killed', () => uploads.finish(6));
      return `${uploads.count()} uploads, 6 of them without a broker`;
    }),
  );

  await attempt('RabbitMQ frozen for 60 s', async () => {
    const [customer] = await newCustomers(1);
    await customer?.upload();
    await whileAway(rabbitmq, 'frozen', async () => {
      const over = pause(FROZEN_MS);
      await customer?.upload();
      await waitUntil('the converter misses its broker', () =>
        isReady(scene, 'converter').then(ready => !ready),
      );
      await customer?.upload();
      await over;
    });
    return '3 uploads, 2 of them while it was frozen';
  });

  await attempt('RabbitMQ wiped with jobs queued', async () => {
    const customers = await newCustomers(6);
    return whileStopped(product.services.converter, async () => {
      for (const customer of customers) await customer.upload();
      await waitUntil('all are queued', async () => (await count('video')) === customers.length);
      await rabbitmq.wipe();
      await product.initQueues();
      if ((await count('video')) !== 0) throw new Error('the queue was not lost');
      await letTimePass(world, LOST_HINT_MINUTES);
      return `${customers.length} queued jobs`;
    });
  });

  await attempt('RabbitMQ out of disk', async () =>
    withUploads(await newCustomers(3), async uploads => {
      await uploads.finish(3);
      await rabbitmq.control('set_disk_free_limit', '1000GB');
      try {
        await waitUntil('the alarm goes', () => hasAlarm(scene));
        await uploads.finish(6);
      } finally {
        await rabbitmq.control('set_disk_free_limit', '100MB');
      }
      return `${uploads.count()} uploads, 6 of them while it took no messages`;
    }),
  );

  for (const queue of ['video', 'mp3']) {
    await attempt(`queue ${queue} deleted, and declared again`, async () =>
      withUploads(await newCustomers(3), async uploads => {
        await uploads.finish(3);
        await manage(world, 'DELETE', `/api/queues/%2F/${queue}`);
        await uploads.finish(6);
        if ((await count(queue)) !== undefined) throw new Error(`${queue} was not deleted`);
        await product.initQueues();
        await letTimePass(world, LOST_HINT_MINUTES);
        return `${uploads.count()} uploads, 6 of them without the queue`;
      }),
    );
  }

  await attempt('channels closed by RabbitMQ', async () =>
    withUploads(await newCustomers(3), async uploads => {
      await uploads.finish(3);
      // Whoever publishes to an exchange that is not there has its channel closed.
      for (const exchange of ['video', 'mp3'])
        await manage(world, 'DELETE', `/api/exchanges/%2F/${exchange}`);
      await uploads.finish(6);
      await product.initQueues();
      return `${uploads.count()} uploads, 6 of them without exchanges`;
    }),
  );

  await attempt('connections closed by RabbitMQ', async () =>
    withUploads(await newCustomers(3), async uploads => {
      for (let count = 0; count < 5; count += 1) {
        await uploads.finish(1);
        await rabbitmq.control('close_all_connections', 'closed by a fault');
      }
      return `${uploads.count()} uploads, closed 5 times`;
    }),
  );
}

async function hasAlarm({ world }: Scene): Promise<boolean> {
  const path = '/api/health/checks/local-alarms';
  return !(await callManagement(world.datastores.rabbitmq.apiUrl, 'GET', path)).ok;
}

async function isReady({ world }: Scene, service: 'converter' | 'notification'): Promise<boolean> {
  const { ADMIN_PORT } = world.product.services[service].variables;
  return (await fetch(`http://127.0.0.1:${ADMIN_PORT}/readyz`)).ok;
}
