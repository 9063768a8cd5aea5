import type { Route } from '@vc/contracts/messaging.ts';
import { type ChannelModel, connect } from 'amqplib';
import { type Consumer, createSubscriber } from './consumer.ts';
import type { Logger } from './logger.ts';
import { Outage } from './outage.ts';
import { createPublisher, type Publisher } from './publisher.ts';
import { isDoneWithin } from './time-limit.ts';

/** One connection to RabbitMQ that restores itself, its publisher and its consumers. */
export type Broker = {
  /**
   * Publishes one persistent message and waits until the broker has it on a queue.
   *
   * @throws {Outage} when the broker is away, refuses, or does not confirm in time; it may have the message all the same
   * @throws {Error} when no queue is bound for the message
   */
  publish(route: Route, body: object): Promise<void>;
  /** Whether it publishes and consumes. */
  isConnected(): boolean;
  /** Stops consuming, aborts and awaits the handlers under way, then closes. */
  close(): Promise<void>;
};

/** What one connection has. */
type Session = { publisher?: Publisher; isLost: boolean; isReady: boolean };

const CONNECT_LIMIT_MS = 5_000;
const CLOSE_LIMIT_MS = 1_000;

/** A broker that is frozen or unreachable is noticed after two of these at most. */
const HEARTBEAT_SECONDS = 10;

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
  const { log, consumers = [] } = options;
  const url = withHeartbeat(options.url);
  const user = decodeURIComponent(url.username);
  const stopping = new AbortController();
  const subscribers = consumers.map(consumer => createSubscriber(consumer, log, stopping.signal));
  let current: Session | undefined;

  async function setup(model: ChannelModel): Promise<void> {
    const session: Session = { isLost: false, isReady: false };
    model.on('error', () => {}); // without a listener it would end the process; the close that follows is what counts
    model.on('close', () => {
      session.isLost = true;
      if (current === session) current = undefined;
    });
    // A channel that the server closed is not restored by the library; a new connection restores everything.
    const reconnect = () => void model.close().catch(() => {});
    session.publisher = await createPublisher(model, { user, log, reconnect });
    current = session; // before there are consumers: their handlers publish
    for (const subscriber of subscribers) await subscriber.attach(model, reconnect);
    // The library looks out for a close only after this function, and would wait for ever for one that has been.
    if (session.isLost) throw new Error('the connection was lost while it was being set up');
    session.isReady = true;
  }

  const connection = await connect(url.href, {
    timeout: CONNECT_LIMIT_MS,
    keepAlive: true,
    recovery: { initialDelay: 200, maxDelay: 5_000, waitForConnect: false, setup },
  });
  connection.on('error', () => {}); // a disconnect follows
  connection.on('connect', () => {
    log.info('connected to the broker');
    options.onConnect?.();
  });
  connection.on('disconnect', error => log.warn({ err: error }, 'lost the broker, will connect again'));
  connection.on('connect-failed', error => log.warn({ err: error }, 'broker not reachable, will try again'));

  return {
    async publish(route, body) {
      if (!current?.publisher) throw new Outage('not connected to the broker');
      await current.publisher.publish(route, body);
    },
    isConnected: () => current?.isReady ?? false,
    async close() {
      stopping.abort();
      await Promise.all(subscribers.map(subscriber => subscriber.close()));
      await current?.publisher?.close();
      await isDoneWithin(CLOSE_LIMIT_MS, connection.close()); // a frozen broker never answers
    },
  };
}

/** The URL is the only way to tell the library of a heartbeat; the server's own proposal is a minute. */
function withHeartbeat(text: string): URL {
  const url = new URL(text);
  if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS));
  return url;
}
