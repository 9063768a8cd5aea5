import { randomBytes } from 'node:crypto';
import { testStack } from '@vc/local/testing/stack.ts';
import { type ConfirmChannel, connect } from 'amqplib';
import type { Broker, Outcome } from '../src/broker.ts';
import { virtualHost } from '../src/config.ts';
import { declare, type Passwords } from '../src/declare.ts';
import { createManagementApi } from '../src/management-api.ts';
import { countReady } from '../src/ready-messages.ts';
import { topology } from '../src/topology.ts';

/** The passwords of the test run: users belong to the whole broker, which other tests use at the same time. */
export function passwords(): Passwords {
  const { gateway, converter, notification } = testStack().passwords;
  return { gateway, converter, notification };
}

/** A virtual host that `declare` can work on. */
export function brokerAt(url: string, apiUrl: string, statisticsAgeMs = 0): Broker {
  return {
    api: createManagementApi(apiUrl),
    vhost: virtualHost(url),
    countReady: queue => countReady(url, queue),
    statisticsAgeMs,
  };
}

/** Brings it to the desired state and returns what was changed: `{ 'queue video': 'created' }`. */
export async function changesOf(broker: Broker, secrets = passwords()): Promise<Record<string, string>> {
  const changes: Outcome[] = [];
  for await (const outcome of declare(broker, topology, secrets)) {
    if (outcome.isChange) changes.push(outcome);
  }
  return Object.fromEntries(changes.map(({ subject, done }) => [subject, done]));
}

/** Runs `work` on a channel of the user that the URL names. */
export async function withChannel<T>(url: string, work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
  const connection = await connect(url);
  connection.on('error', () => {}); // the call under way is rejected
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => {});
    return await work(channel);
  } finally {
    await connection.close().catch(() => {});
  }
}

/** A name that no other test uses. */
export const uniqueName = (prefix: string) => `${prefix}-${randomBytes(4).toString('hex')}`;
