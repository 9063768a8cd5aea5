import { randomUUID } from 'node:crypto';
import type { Route } from '@vc/contracts/messaging.ts';
import { type ChannelModel, IllegalOperationError } from 'amqplib';
import type { Logger } from './logger.ts';
import { Outage } from './outage.ts';
import { traceHeaders } from './telemetry.ts';
import { isDoneWithin } from './time-limit.ts';

/** Publishes on one channel of one connection. */
export type Publisher = {
  publish(route: Route, body: object): Promise<void>;
  /** Waits for the broker's answer, but not for ever. */
  close(): Promise<void>;
};

const CONFIRM_LIMIT_MS = 5_000;
const CLOSE_LIMIT_MS = 1_000;

/**
 * A publisher that sends in the name of `user` and knows whether a message reached a queue: confirms say that the broker took it, `mandatory` returns
 * what no queue is bound for. (The return comes first, and a returned message is confirmed all the same.)
 */
export async function createPublisher(
  model: ChannelModel,
  { user, log, reconnect }: { user: string; log: Logger; reconnect: () => void },
): Promise<Publisher> {
  const channel = await model.createConfirmChannel();
  const returned = new Set<string>();
  let isClosing = false;
  let isBlocked = false;
  channel.on('return', message => returned.add(message.properties.messageId));
  channel.on('error', error => log.warn({ err: error }, 'publishing channel failed'));
  channel.on('close', () => isClosing || reconnect());
  model.on('blocked', () => {
    isBlocked = true;
  });
  model.on('unblocked', () => {
    isBlocked = false;
  });

  function publish(route: Route, body: object): Promise<void> {
    if (isBlocked) return Promise.reject(new Outage('the broker is blocked by a resource alarm'));
    const messageId = randomUUID();
    const options = {
      mandatory: true,
      persistent: true,
      contentType: 'application/json',
      messageId,
      type: route,
      userId: user,
      timestamp: Math.floor(Date.now() / 1000),
      headers: traceHeaders(),
    };
    const confirmed = new Promise<void>((resolve, reject) => {
      channel.publish(route, route, Buffer.from(JSON.stringify(body)), options, error => {
        if (returned.delete(messageId)) reject(new Error(`no queue takes messages of exchange "${route}"`));
        else if (error) reject(new Outage('the broker did not take the message', { cause: error }));
        else resolve();
      });
    });
    return withinConfirmLimit(confirmed);
  }

  return {
    publish,
    async close() {
      isClosing = true;
      await isDoneWithin(
        CLOSE_LIMIT_MS,
        channel.close().catch(() => {}),
      );
    },
  };
}

/** The library waits for a confirm for as long as the connection lasts, and throws on one that is closing. */
async function withinConfirmLimit(confirmed: Promise<void>): Promise<void> {
  const isConfirmed = await isDoneWithin(CONFIRM_LIMIT_MS, confirmed).catch(error => {
    throw error instanceof IllegalOperationError
      ? new Outage('the connection closes', { cause: error })
      : error;
  });
  if (!isConfirmed) throw new Outage('the broker did not confirm in time');
}
