import { randomUUID } from 'node:crypto';
import { VideoMessage } from '@vc/contracts/messaging.ts';
import { connectBroker } from '@vc/kit/broker.ts';
import { createLogger } from '@vc/kit/logger.ts';
import type { TestProduct } from '@vc/local/testing/product.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import { type Limits, PUSH_SECONDS } from './limits.ts';
import { repeatFor } from './repeat-for.ts';

/** Unconfirmed messages, and unacked ones: as many as a hundred of each would have who wait for every answer. */
const AT_ONCE = 100;

/** Hints through queue `video` by our own publisher and consumer, which do nothing with them. */
export async function measureBroker({ services }: TestProduct): Promise<Limits['broker']> {
  await using opened = new AsyncDisposableStack();
  let consumed = 0;
  const connect = async (service: 'gateway' | 'converter') => {
    const broker = await connectBroker({
      url: services[service].variables.RABBITMQ_URL ?? '',
      log: createLogger('scale', 'silent'),
      consumers: service === 'converter' ? [consumer] : [],
    });
    opened.defer(() => broker.close());
    await waitUntil(`${service} is connected`, async () => broker.isConnected());
    return broker;
  };
  const consumer = {
    queue: 'video' as const,
    schema: VideoMessage,
    prefetch: AT_ONCE,
    handle: async () => {
      consumed += 1;
    },
  };
  await connect('converter');
  const publisher = await connect('gateway');
  const { seconds } = await repeatFor(PUSH_SECONDS, AT_ONCE, () =>
    publisher.publish('video', {
      file_id: randomUUID(),
      user_id: randomUUID(),
      timestamp: new Date().toISOString(),
    }),
  );
  return { messagesPerSecond: consumed / seconds };
}
