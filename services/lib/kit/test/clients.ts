import { VideoMessage } from '@vc/contracts/messaging.ts';
import { type Broker, connectBroker } from '../src/broker.ts';
import type { Consumer } from '../src/consumer.ts';
import { createLogger } from '../src/logger.ts';

/** Logs nothing. */
export const log = createLogger('test', 'silent');

/** What the gateway publishes. */
export const message: VideoMessage = {
  file_id: '0192f0c1-2345-7abc-8def-0123456789ab',
  user_id: '5f1c7d3e-0000-4000-8000-000000000001',
  timestamp: '2026-11-24T07:06:29.000Z',
};

/** The connections of a test, to be closed after it. */
export type Clients = {
  /** As the gateway, which publishes. */
  connect(url: string): Promise<Broker>;
  /** As the converter, with a handler of the test's. */
  consume(url: string, handle: Consumer<typeof VideoMessage>['handle'], prefetch?: number): Promise<Broker>;
  closeAll(): Promise<void>;
};

/** Makes connections and keeps them in mind. */
export function createClients(): Clients {
  const brokers: Broker[] = [];

  async function connect(url: string, consumers: Consumer[] = []): Promise<Broker> {
    const broker = await connectBroker({ url, log, consumers });
    brokers.push(broker);
    return broker;
  }

  return {
    connect: url => connect(url),
    consume: (url, handle, prefetch = 1) =>
      connect(url, [{ queue: 'video', schema: VideoMessage, prefetch, handle }]),
    async closeAll() {
      await Promise.all(brokers.splice(0).map(broker => broker.close()));
    },
  };
}
