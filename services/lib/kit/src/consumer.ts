import type { Route } from '@vc/contracts/messaging.ts';
import { type Channel, type ChannelModel, type ConsumeMessage, IllegalOperationError } from 'amqplib';
import type { Static, TSchema } from 'typebox';
import { judgeDelivery, type Verdict } from './delivery.ts';
import type { Logger } from './logger.ts';
import { pause } from './loop.ts';
import { messagesHandled } from './metrics.ts';
import { isDoneWithin } from './time-limit.ts';

/**
 * What a service does with the messages of one queue.
 *
 * | the handler …              | the message is …                                                            |
 * |----------------------------|-----------------------------------------------------------------------------|
 * | resolves                   | acked: the outcome is decided, whatever it is                                |
 * | rejects with an outage     | requeued, uncounted; consuming pauses, longer each time (1 s to 30 s)        |
 * | rejects with anything else | requeued, counted by the queue's delivery limit; consuming pauses likewise   |
 * | is never called            | dead-lettered: unparsable, or not from the queue's one publisher             |
 * | outlives its connection    | delivered again, here once the handler has ended, elsewhere at once          |
 */
export type Consumer<Schema extends TSchema = TSchema> = {
  queue: Route;
  schema: Schema;
  /** Messages handled at a time. */
  prefetch: number;
  /** Must be idempotent: messages come more than once. `stopping` aborts when the process is asked to end. */
  handle(message: Static<Schema>, stopping: AbortSignal): Promise<void>;
};

/** Runs a consumer over one connection after the other. */
export type Subscriber = {
  /** Consumes over a new connection; `reconnect` is called when only another one can go on. */
  attach(model: ChannelModel, reconnect: () => void): Promise<void>;
  /** Takes no more messages and waits for the handlers under way, those of lost connections too. */
  close(): Promise<void>;
};

/** The channel of one connection; `tag` is there while messages are asked for. */
type Session = { channel: Channel; isOpen: boolean; tag?: string | undefined; reconnect: () => void };

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const CLOSE_LIMIT_MS = 1_000;

/** Makes a consumer ready to be attached. */
export function createSubscriber(consumer: Consumer, parent: Logger, stopping: AbortSignal): Subscriber {
  const { queue, prefetch } = consumer;
  const log = parent.child({ queue });
  const underWay = new Set<Promise<void>>();
  let latest: Session | undefined;
  let pausesInARow = 0;

  async function attach(model: ChannelModel, reconnect: () => void): Promise<void> {
    const session: Session = { channel: await model.createChannel(), isOpen: true, reconnect };
    latest = session;
    session.channel.on('error', error => log.warn({ err: error }, 'consumer channel failed'));
    session.channel.on('close', () => {
      session.isOpen = false;
      if (!stopping.aborted) reconnect();
    });
    await session.channel.prefetch(prefetch);
    // Handlers of a lost connection go on: taking messages beside them would be more than `prefetch` at a time.
    if (underWay.size === 0) await consume(session);
    else void Promise.all(underWay).then(() => consume(session).catch(reconnect));
  }

  async function consume(session: Session): Promise<void> {
    if (!session.isOpen || stopping.aborted) return;
    const reply = await session.channel.consume(queue, delivery => {
      // The server cancelled the consumer: the queue was deleted, or a delivery was held for too long.
      if (!delivery) return session.reconnect();
      // Too late for us; others may have it. It comes back to us at most until the cancellation arrives.
      if (stopping.aborted) return settle(session, delivery, 'requeue');
      const work = decide(session, delivery).finally(() => underWay.delete(work));
      underWay.add(work);
    });
    session.tag = reply.consumerTag;
  }

  async function decide(session: Session, delivery: ConsumeMessage): Promise<void> {
    const verdict = await judgeDelivery(consumer, delivery, log, stopping);
    if (verdict === 'ack') pausesInARow = 0;
    if (verdict === 'ack' || verdict === 'dead-letter') settle(session, delivery, verdict);
    else await retryLater(session, delivery, verdict);
  }

  /** The first of several that fail at a time pauses for all of them. */
  async function retryLater(session: Session, delivery: ConsumeMessage, verdict: Verdict): Promise<void> {
    const isFirst = session.tag !== undefined;
    if (isFirst) await cancel(session);
    settle(session, delivery, verdict);
    if (!isFirst) return;
    await pause(Math.min(FIRST_PAUSE_MS * 2 ** pausesInARow, LONGEST_PAUSE_MS), stopping);
    pausesInARow += 1;
    await consume(session).catch(session.reconnect);
  }

  /** On a connection that was lost, or is closing, there is nothing to say: the broker delivers the message again. */
  function settle({ channel }: Session, delivery: ConsumeMessage, verdict: Verdict): void {
    try {
      if (verdict === 'ack') channel.ack(delivery);
      else if (verdict === 'requeue') channel.nack(delivery, false, true);
      else channel.reject(delivery, verdict === 'retry');
      messagesHandled.inc({ queue, outcome: verdict });
    } catch (error) {
      if (!(error instanceof IllegalOperationError)) throw error;
    }
  }

  return {
    attach,
    async close() {
      if (latest) await cancel(latest);
      await Promise.all(underWay);
      // The channel first: closing the connection at once could lose the last ack.
      if (latest?.isOpen)
        await isDoneWithin(
          CLOSE_LIMIT_MS,
          latest.channel.close().catch(() => {}),
        );
    },
  };
}

/** Asks for no more messages; a frozen broker is not waited for. */
async function cancel(session: Session): Promise<void> {
  const { tag } = session;
  session.tag = undefined;
  if (!tag || !session.isOpen) return;
  await isDoneWithin(
    CLOSE_LIMIT_MS,
    session.channel.cancel(tag).catch(() => {}),
  );
}
