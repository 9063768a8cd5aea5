import type { Rabbitmq } from '@vc/local/datastores/datastore.ts';
import { type Own, startOwnRabbitmq } from '@vc/local/testing/stack.ts';
import { countMessages, declareOn, type Topology, withAdmin } from '@vc/local/testing/topology.ts';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { type Broker, connectBroker } from '../src/broker.ts';
import { Outage } from '../src/outage.ts';
import { type Clients, createClients, log, message } from './clients.ts';

const LONG = { timeout: 30_000, interval: 50 };

const clients = createClients();
let server: Own<Rabbitmq>;
let topology: Topology;
beforeAll(async () => {
  server = await startOwnRabbitmq();
  topology = await declareOn(server);
});
afterAll(() => server.remove());
afterEach(() => clients.closeAll());

const connectGateway = () => clients.connect(topology.urlFor('gateway'));
const consume = (handle: Parameters<Clients['consume']>[1]) =>
  clients.consume(topology.urlFor('converter'), handle);
const isUp = (broker: Broker) => vi.waitFor(() => expect(broker.isConnected()).toBe(true), LONG);
const isDown = (broker: Broker) => vi.waitFor(() => expect(broker.isConnected()).toBe(false), LONG);

test('a service starts before its broker, and before queue-init has run', async () => {
  await server.stop();
  const onConnect = vi.fn();
  const gateway = await connectBroker({ url: topology.urlFor('gateway'), log, onConnect });
  onTestFinished(() => gateway.close());
  const handle = vi.fn(async () => {});
  await consume(handle);
  expect(gateway.isConnected()).toBe(false);
  await expect(gateway.publish('video', message)).rejects.toThrow(Outage);

  await server.wipe();
  await topology.declare();
  await vi.waitFor(() => expect(onConnect).toHaveBeenCalledOnce(), LONG);
  await gateway.publish('video', message);
  await vi.waitFor(() => expect(handle).toHaveBeenCalledOnce(), LONG);
});

test('publishing to a broker that is killed is an outage; both sides come back by themselves', async () => {
  const handle = vi.fn(async () => {});
  const converter = await consume(handle);
  const gateway = await connectGateway();
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
  const idle = await clients.connect(`${topology.urlFor('gateway')}?heartbeat=1`);
  const gateway = await connectGateway();
  await Promise.all([isUp(gateway), isUp(converter), isUp(idle)]);
  await server.freeze();
  await Promise.all([
    expect(gateway.publish('video', message)).rejects.toThrow('did not confirm in time'),
    converter.close(),
    isDown(idle),
  ]);
  await server.thaw();
  await isUp(idle);
});

test('a handler that outlives its connection goes on alone, is awaited, and its message comes again', async () => {
  await withAdmin(topology, channel => channel.purgeQueue('video'));
  const gates: PromiseWithResolvers<void>[] = [];
  const handle = vi.fn(() => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  const converter = await consume(handle);
  const gateway = await connectGateway();
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
