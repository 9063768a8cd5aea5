import { randomUUID } from 'node:crypto';
import type { Route } from '@vc/contracts/messaging.ts';
import type { ChannelModel } from 'amqplib';
import { traceHeaders } from './telemetry.ts';

/** Publishes on one channel of one connection. */
export type Publisher = {
  publish(route: Route, body: object): Promise<void>;
  close(): Promise<void>;
};

const CONFIRM_LIMIT_MS = 5_000;

/**
 * A publisher that knows whether a message reached a queue: confirms say that the broker took it, `mandatory` returns
 * what no queue is bound for. (The return comes first, and a returned message is confirmed all the same.)
 */
export async function createPublisher(
  model: ChannelModel,
  user: string,
  reconnect: () => void,
): Promise<Publisher> {
  const channel = await model.createConfirmChannel();
  const returned = new Set<string>();
  let isClosing = false;
  let isBlocked = false;
  channel.on('return', message => returned.add(message.properties.messageId));
  channel.on('error', () => {}); // the close that follows is what counts
  channel.on('close', () => isClosing || reconnect());
  model.on('blocked', () => {
    isBlocked = true;
  });
  model.on('unblocked', () => {
    isBlocked = false;
  });

  function publish(route: Route, body: object): Promise<void> {
    if (isBlocked) return Promise.reject(new Error('the broker is blocked by a resource alarm'));
    const messageId = randomUUID();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error('the broker did not confirm in time')),
        CONFIRM_LIMIT_MS,
      );
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
      channel.publish(route, route, Buffer.from(JSON.stringify(body)), options, error => {
        clearTimeout(timer);
        if (returned.delete(messageId)) reject(new Error(`no queue takes messages of exchange "${route}"`));
        else if (error) reject(error);
        else resolve();
      });
    });
  }

  return {
    publish,
    async close() {
      isClosing = true;
      await channel.close().catch(() => {});
    },
  };
}
