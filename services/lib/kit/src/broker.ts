import type { Route } from '@vc/contracts/messaging.ts';
import { type ChannelModel, connect } from 'amqplib';
import { attachConsumer, type Consumer, type ConsumerChannel } from './consumer.ts';
import type { Logger } from './logger.ts';
import { pause } from './loop.ts';
import { createPublisher, type Publisher } from './publisher.ts';

/** One connection to RabbitMQ that restores itself, its publisher and its consumers. */
export type Broker = {
  /**
   * Publishes one persistent message and waits until the broker has it on a queue.
   *
   * @throws when it is unroutable, refused, or not confirmed in time; the message may have been stored all the same
   */
  publish(route: Route, body: object): Promise<void>;
  isConnected(): boolean;
  /** Stops consuming, aborts and awaits the handlers under way, then closes. */
  close(): Promise<void>;
};

const CLOSE_LIMIT_MS = 3_000;

/**
 * Connects in the background, for ever: a service starts before its broker and outlives it. Consumers are attached anew
 * after each connection.
 *
 * @param options.url with the service's own user, whose name the broker stamps on each message
 * @param options.onConnect tells of each (re)connection
 */
export async function connectBroker(options: {
  url: string;
  log: Logger;
  consumers?: Consumer[];
  onConnect?: () => void;
}): Promise<Broker> {
  const { url, log, consumers = [] } = options;
  const user = decodeURIComponent(new URL(url).username);
  const stopping = new AbortController();
  let publisher: Publisher | undefined;
  let attached: ConsumerChannel[] = [];

  async function setup(model: ChannelModel): Promise<void> {
    model.on('error', error => log.warn({ err: error }, 'broker connection failed'));
    // A channel that the server closed is not restored by the library; a new connection restores everything.
    const reconnect = () => void model.close().catch(() => {});
    const own = await createPublisher(model, user, reconnect);
    publisher = own;
    model.on('close', () => {
      if (publisher === own) publisher = undefined;
    });
    attached = [];
    for (const consumer of consumers) {
      attached.push(await attachConsumer(model, consumer, { log, stopping: stopping.signal, reconnect }));
    }
  }

  const connection = await connect(url, {
    timeout: 5_000,
    keepAlive: true,
    recovery: { initialDelay: 200, maxDelay: 5_000, waitForConnect: false, setup },
  });
  connection.on('error', () => {}); // logged by the listener on the model
  connection.on('connect', () => {
    log.info('connected to the broker');
    options.onConnect?.();
  });
  connection.on('connect-failed', error => log.warn({ err: error }, 'broker not reachable, will try again'));

  return {
    async publish(route, body) {
      if (!publisher) throw new Error('not connected to the broker');
      await publisher.publish(route, body);
    },
    isConnected: () => publisher !== undefined,
    async close() {
      stopping.abort();
      await Promise.all(attached.map(consumer => consumer.close()));
      await Promise.race([publisher?.close(), pause(CLOSE_LIMIT_MS)]);
      await Promise.race([connection.close(), pause(CLOSE_LIMIT_MS)]);
    },
  };
}
