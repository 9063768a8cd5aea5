import { VideoMessage } from '@vc/contracts/messaging.ts';
import type { Rabbitmq } from '@vc/local/datastores/datastore.ts';
import { type Own, startOwnRabbitmq } from '@vc/local/testing/stack.ts';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Broker, connectBroker } from '../src/broker.ts';
import type { Consumer } from '../src/consumer.ts';
import { createLogger } from '../src/logger.ts';
import { Outage } from '../src/outage.ts';
import { countMessages, declareOn, type Topology } from './topology.ts';

const log = createLogger('test', 'silent');
const message: VideoMessage = {
  file_id: '0192f0c1-2345-7abc-8def-0123456789ab',
  user_id: '5f1c7d3e-0000-4000-8000-000000000001',
  timestamp: '2026-11-24T07:06:29.000Z',
};
const LONG = { timeout: 30_000, interval: 50 };

let server: Own<Rabbitmq>;
let topology: Topology;
beforeAll(async () => {
  server = await startOwnRabbitmq();
  topology = await declareOn(server);
});
afterAll(() => server.remove());

const brokers: Broker[] = [];
afterEach(async () => {
  await Promise.all(brokers.splice(0).map(broker => broker.close()));
});

async function connectAs(user: 'gateway' | 'converter', consumers: Consumer[] = []): Promise<Broker> {
  const broker = await connectBroker({ url: topology.urlFor(user), log, consumers });
  brokers.push(broker);
  return broker;
}

function consume(handle: Consumer<typeof VideoMessage>['handle']): Promise<Broker> {
  return connectAs('converter', [{ queue: 'video', schema: VideoMessage, prefetch: 1, handle }]);
}

const isUp = (broker: Broker) => vi.waitFor(() => expect(broker.isConnected()).toBe(true), LONG);
const isDown = (broker: Broker) => vi.waitFor(() => expect(broker.isConnected()).toBe(false), LONG);

test('a service starts before its broker and meanwhile refuses to publish', async () => {
  await server.stop();
  const onConnect = vi.fn();
  const gateway = await connectBroker({ url: topology.urlFor('gateway'), log, onConnect });
  brokers.push(gateway);
  expect(gateway.isConnected()).toBe(false);
  await expect(gateway.publish('video', message)).rejects.toThrow(Outage);
  await server.start();
  await vi.waitFor(() => expect(onConnect).toHaveBeenCalledOnce(), LONG);
  await gateway.publish('video', message);
});

test('it starts before queue-init has run', async () => {
  await server.wipe();
  const handle = vi.fn(async () => {});
  const converter = await consume(handle);
  const gateway = await connectAs('gateway');
  expect(converter.isConnected()).toBe(false);
  await topology.declare();
  await isUp(gateway);
  await gateway.publish('video', message);
  await vi.waitFor(() => expect(handle).toHaveBeenCalledOnce(), LONG);
});

test('publishing to a broker that is killed is an outage; both sides come back by themselves', async () => {
  const handle = vi.fn(async () => {});
  const converter = await consume(handle);
  const gateway = await connectAs('gateway');
  await Promise.all([isUp(gateway), isUp(converter)]);
  await server.freeze();
  const refusal = expect(gateway.publish('video', message)).rejects.toThrow(Outage);
  await server.kill();
  await refusal;
  await Promise.all([isDown(gateway), isDown(converter)]);
  await server.start();
  await Promise.all([isUp(gateway), isUp(converter)]);
  handle.mockClear();
  await gateway.publish('video', message);
  await vi.waitFor(() => expect(handle).toHaveBeenCalled(), LONG);
});

test('a frozen broker holds up neither publishing nor closing, and is noticed', async () => {
  const converter = await consume(async () => {});
  const idle = await connectBroker({ url: `${topology.urlFor('gateway')}?heartbeat=1`, log });
  brokers.push(idle);
  const gateway = await connectAs('gateway');
  await Promise.all([isUp(gateway), isUp(converter), isUp(idle)]);
  await server.freeze();
  await expect(gateway.publish('video', message)).rejects.toThrow('did not confirm in time');
  await Promise.all([gateway.close(), converter.close()]);
  await isDown(idle);
  await server.thaw();
  await isUp(idle);
});

test('a handler that outlives its connection goes on alone, is awaited, and its message comes again', async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  const handle = vi.fn(() => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  const converter = await consume(handle);
  const gateway = await connectAs('gateway');
  await isUp(gateway);
  await gateway.publish('video', message);
  await vi.waitFor(() => expect(gates).toHaveLength(1), LONG);
  await server.kill();
  await isDown(converter);
  await server.start();
  await Promise.all([isUp(converter), isUp(gateway)]);
  await gateway.publish('video', message); // the broker works, and has two messages for us
  expect(await countMessages(topology, 'video')).toBe(2);
  expect(gates).toHaveLength(1);
  gates[0]?.resolve();
  await vi.waitFor(() => expect(gates).toHaveLength(2), LONG);

  await server.kill();
  let isClosed = false;
  const closing = converter.close().then(() => {
    isClosed = true;
  });
  await isDown(converter);
  expect(isClosed).toBe(false);
  gates[1]?.resolve();
  await closing;
});
