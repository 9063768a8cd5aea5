import { ROUTES, type Route } from '@vc/contracts/messaging.ts';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Logger } from './logger.ts';
import { pause } from './loop.ts';
import { messagesHandled } from './metrics.ts';
import { isOutage } from './outage.ts';
import { continueTrace, withTrace } from './telemetry.ts';

/**
 * What a service does with the messages of one queue.
 *
 * | the handler …              | the message is …                                                            |
 * |----------------------------|-----------------------------------------------------------------------------|
 * | resolves                   | acked: the outcome is decided, whatever it is                                |
 * | rejects with an outage     | requeued, uncounted; consuming pauses, longer each time (1 s to 30 s)        |
 * | rejects with anything else | requeued, counted by the queue's delivery limit; consuming pauses likewise   |
 * | is never called            | dead-lettered: unparsable, or not from the queue's one publisher             |
 */
export type Consumer<Schema extends TSchema = TSchema> = {
  queue: Route;
  schema: Schema;
  /** Messages handled at a time. */
  prefetch: number;
  /** Must be idempotent: messages come more than once. `stopping` aborts when the process is asked to end. */
  handle(message: Static<Schema>, stopping: AbortSignal): Promise<void>;
};

/** A consumer attached to one connection. */
export type ConsumerChannel = { close(): Promise<void> };

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Attaches a consumer to a connection. `reconnect` is called when only a new connection can restore it. */
export async function attachConsumer(
  model: ChannelModel,
  consumer: Consumer,
  options: { log: Logger; stopping: AbortSignal; reconnect: () => void },
): Promise<ConsumerChannel> {
  const { queue, prefetch } = consumer;
  const log = options.log.child({ queue });
  const channel = await model.createChannel();
  const underWay = new Set<Promise<void>>();
  let isOpen = true;
  let consumerTag: string | undefined;
  let failures = 0;

  channel.on('error', error => log.warn({ err: error }, 'consumer channel failed'));
  channel.on('close', () => {
    isOpen = false;
    if (!options.stopping.aborted) options.reconnect();
  });
  await channel.prefetch(prefetch);
  await start();

  async function start(): Promise<void> {
    const reply = await channel.consume(queue, delivery => {
      // The server cancelled the consumer: the queue was deleted, or a delivery timed out.
      if (!delivery) return options.reconnect();
      const work = decide(delivery).finally(() => underWay.delete(work));
      underWay.add(work);
    });
    consumerTag = reply.consumerTag;
  }

  async function decide(delivery: ConsumeMessage): Promise<void> {
    const traced = continueTrace(delivery.properties.headers ?? {});
    await withTrace(traced, async () => {
      const message = parse(consumer, delivery);
      if (message === undefined) {
        log.error(
          { messageId: delivery.properties.messageId },
          'unparsable or forged message, dead-lettered',
        );
        settle('dead-letter', () => channel.reject(delivery, false));
        return;
      }
      try {
        await consumer.handle(message, options.stopping);
        failures = 0;
        settle('ack', () => channel.ack(delivery));
      } catch (error) {
        await retryLater(delivery, error);
      }
    });
  }

  async function retryLater(delivery: ConsumeMessage, error: unknown): Promise<void> {
    const isAway = isOutage(error);
    failures += 1;
    log[isAway ? 'warn' : 'error']({ err: error, failures }, 'message not handled, will be again');
    const tag = consumerTag;
    consumerTag = undefined;
    if (tag && isOpen) await channel.cancel(tag).catch(() => {});
    settle('requeue', () => (isAway ? channel.nack(delivery, false, true) : channel.reject(delivery, true)));
    if (!tag) return; // another message that failed meanwhile has paused already
    await pause(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS), options.stopping);
    if (isOpen && !options.stopping.aborted) await start().catch(options.reconnect);
  }

  /** On a channel closed meanwhile there is nothing to say: the broker delivers the message again. */
  function settle(outcome: string, say: () => void): void {
    if (!isOpen) return;
    say();
    messagesHandled.inc({ queue, outcome });
  }

  return {
    async close() {
      if (consumerTag && isOpen) await channel.cancel(consumerTag).catch(() => {});
      await Promise.all(underWay);
      await (channel as Channel).close().catch(() => {}); // sends the last ack before the connection goes
    },
  };
}

function parse(consumer: Consumer, delivery: ConsumeMessage): unknown {
  if (delivery.properties.userId !== ROUTES[consumer.queue].publisher) return undefined;
  try {
    const message: unknown = JSON.parse(delivery.content.toString('utf8'));
    return Value.Check(consumer.schema, message) ? message : undefined;
  } catch {
    return undefined;
  }
}
