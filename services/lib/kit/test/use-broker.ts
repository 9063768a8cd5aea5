import {
  countMessages,
  createTopology,
  getMessage,
  setPolicy,
  type Topology,
  withAdmin,
} from '@vc/local/testing/topology.ts';
import { afterEach, beforeAll, beforeEach, expect, onTestFinished, vi } from 'vitest';
import type { Broker } from '../src/broker.ts';
import { type Clients, createClients } from './clients.ts';

/** Sets up hooks for a test file: a virtual host of its own, empty queues before each test, no connection after it. */
export function useBroker() {
  const clients = createClients();
  let topology: Topology;

  beforeAll(async () => {
    topology = await createTopology();
  });
  beforeEach(() =>
    withAdmin(topology, async channel => {
      for (const queue of ['video', 'mp3', 'video.dead', 'mp3.dead']) await channel.purgeQueue(queue);
    }),
  );
  afterEach(() => clients.closeAll());

  return {
    clients,
    /** Only once the tests run. */
    get topology() {
      return topology;
    },
    connectGateway: () => connected(clients.connect(topology.urlFor('gateway'))),
    /** Connects a converter with this handler. */
    consume: (handle: Parameters<Clients['consume']>[1], prefetch?: number) =>
      connected(clients.consume(topology.urlFor('converter'), handle, prefetch)),
    countMessages: (queue: string) => countMessages(topology, queue),
    getMessage: (queue: string) => getMessage(topology, queue),
    withAdmin: <T>(work: Parameters<typeof withAdmin<T>>[1]) => withAdmin(topology, work),
    /** Puts another policy in the place of the product's, until the test is over. */
    async overrule(policy: { pattern: string; [setting: string]: string | number }): Promise<void> {
      onTestFinished(() => setPolicy(topology, 'test', undefined));
      await setPolicy(topology, 'test', policy);
    },
  };
}

async function connected(connecting: Promise<Broker>): Promise<Broker> {
  const broker = await connecting;
  await vi.waitFor(() => expect(broker.isConnected()).toBe(true), 10_000);
  return broker;
}
