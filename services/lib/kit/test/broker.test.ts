import { VideoMessage } from '@vc/contracts/messaging.ts';
import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Broker, connectBroker } from '../src/broker.ts';
import type { Consumer } from '../src/consumer.ts';
import { createLogger } from '../src/logger.ts';
import { Outage } from '../src/outage.ts';
import { continueTrace, traceIds, withTrace } from '../src/telemetry.ts';
import {
  countMessages,
  createTopology,
  getMessage,
  setPolicy,
  type Topology,
  withAdmin,
} from './topology.ts';

const log = createLogger('test', 'silent');
const message: VideoMessage = {
  file_id: '0192f0c1-2345-7abc-8def-0123456789ab',
  user_id: '5f1c7d3e-0000-4000-8000-000000000001',
  timestamp: '2026-11-24T07:06:29.000Z',
};

const brokers: Broker[] = [];
let topology: Topology;
beforeAll(async () => {
  topology = await createTopology();
});
beforeEach(() =>
  withAdmin(topology, async channel => {
    for (const queue of ['video', 'mp3', 'video.dead', 'mp3.dead']) await channel.purgeQueue(queue);
  }),
);
afterEach(async () => {
  await Promise.all(brokers.splice(0).map(broker => broker.close()));
});

async function connectAs(user: 'gateway' | 'converter', consumers: Consumer[] = []): Promise<Broker> {
  const broker = await connectBroker({ url: topology.urlFor(user), log, consumers });
  brokers.push(broker);
  await vi.waitFor(() => expect(broker.isConnected()).toBe(true), 10_000);
  return broker;
}

/** Puts another policy in the place of the product's, until the test is over. */
async function overrule(policy: { pattern: string; [setting: string]: string | number }): Promise<void> {
  onTestFinished(() => setPolicy(topology, 'test', undefined));
  await setPolicy(topology, 'test', policy);
}

/** The converter, with a handler of the test's. */
function consume(handle: Consumer<typeof VideoMessage>['handle'], prefetch = 1): Promise<Broker> {
  return connectAs('converter', [{ queue: 'video', schema: VideoMessage, prefetch, handle }]);
}

describe('publishing', () => {
  test('a message that was published is on the queue, with what consumers need', async () => {
    const gateway = await connectAs('gateway');
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await withTrace(continueTrace({ traceparent }), () => gateway.publish('video', message));
    const received = await getMessage(topology, 'video');
    expect(JSON.parse(received.content.toString())).toEqual(message);
    expect(received.properties).toMatchObject({
      userId: 'gateway',
      type: 'video',
      deliveryMode: 2,
      contentType: 'application/json',
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      headers: { traceparent },
    });
  });

  test('a message that no queue takes is an error', async () => {
    const gateway = await connectAs('gateway');
    await withAdmin(topology, channel => channel.unbindQueue('video', 'video', 'video'));
    await expect(gateway.publish('video', message)).rejects.toThrow('no queue takes messages');
    await topology.declare();
    await gateway.publish('video', message);
  });

  test('a queue that is full is an outage', async () => {
    const gateway = await connectAs('gateway');
    await overrule({ pattern: '^video$', 'max-length': 1, overflow: 'reject-publish' });
    const publish = () =>
      gateway.publish('video', message).then(
        () => 'taken',
        error => error,
      );
    await expect.poll(publish, { timeout: 10_000 }).toBeInstanceOf(Outage);
  });

  test('an exchange that may not be written closes the channel; the connection comes back', async () => {
    const gateway = await connectAs('gateway');
    await expect(gateway.publish('mp3', message)).rejects.toThrow(Outage);
    await vi.waitFor(() => gateway.publish('video', message), 10_000);
  });
});

describe('consuming', () => {
  test('a message that was handled is gone', async () => {
    const handled: unknown[] = [];
    await consume(async received => void handled.push(received));
    await (await connectAs('gateway')).publish('video', message);
    await vi.waitFor(() => expect(handled).toEqual([message]));
    await brokers[0]?.close();
    expect(await countMessages(topology, 'video')).toBe(0);
  });

  test('the trace goes on in the handler', async () => {
    const traces: unknown[] = [];
    await consume(async () => void traces.push(traceIds().trace_id));
    const gateway = await connectAs('gateway');
    const traceparent = '00-11111111111111111111111111111111-b7ad6b7169203331-01';
    await withTrace(continueTrace({ traceparent }), () => gateway.publish('video', message));
    await vi.waitFor(() => expect(traces).toEqual(['11111111111111111111111111111111']));
  });

  test('forged and unparsable messages are dead-lettered, and the next one is handled', async () => {
    const handle = vi.fn(async () => {});
    await withAdmin(topology, async channel => {
      const forged = Buffer.from(JSON.stringify(message));
      channel.publish('video', 'video', forged);
      channel.publish('video', 'video', forged, { userId: new URL(topology.adminUrl).username });
      await channel.waitForConfirms();
    });
    const gateway = await connectAs('gateway');
    await gateway.publish('video', { ...message, file_id: 'none' });
    await gateway.publish('video', message);
    await consume(handle);
    await vi.waitFor(() => expect(handle).toHaveBeenCalledTimes(1));
    await expect.poll(() => countMessages(topology, 'video.dead'), { timeout: 10_000 }).toBe(3);
    expect((await getMessage(topology, 'video.dead')).properties.headers).toMatchObject({
      'x-first-death-reason': 'rejected',
      'x-first-death-queue': 'video',
    });
  });

  test('nobody can publish in another’s name', async () => {
    await withAdmin(topology, async channel => {
      const closed = new Promise<Error>(resolve => channel.once('error', resolve));
      channel.publish('video', 'video', Buffer.from('{}'), { userId: 'gateway' });
      expect((await closed).message).toContain('user_id property set to');
    });
  });

  test('an outage requeues the message, uncounted; after a pause it is handled', async () => {
    await overrule({ pattern: '^video$', 'delivery-limit': 0 });
    const handle = vi.fn(async () => {}).mockRejectedValueOnce(new Outage('database away'));
    await consume(handle);
    await (await connectAs('gateway')).publish('video', message);
    await vi.waitFor(() => expect(handle).toHaveBeenCalledTimes(2), 10_000);
  });

  test('a message that no attempt can handle is dead-lettered at the delivery limit', async () => {
    await overrule({
      pattern: '^video$',
      'delivery-limit': 1,
      'dead-letter-exchange': 'dead',
      'dead-letter-routing-key': 'video',
    });
    const handle = vi.fn(() => Promise.reject(new Error('bug')));
    await consume(handle);
    await (await connectAs('gateway')).publish('video', message);
    await expect.poll(() => countMessages(topology, 'video.dead'), { timeout: 10_000 }).toBe(1);
    expect(handle).toHaveBeenCalledTimes(2);
  });

  test('no more than `prefetch` messages are handled at a time', async () => {
    const gates: PromiseWithResolvers<void>[] = [];
    await consume(() => {
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      return gate.promise;
    }, 2);
    const gateway = await connectAs('gateway');
    await Promise.all([1, 2, 3].map(() => gateway.publish('video', message)));
    await vi.waitFor(() => expect(gates).toHaveLength(2));
    gates[0]?.resolve();
    await vi.waitFor(() => expect(gates).toHaveLength(3));
    for (const gate of gates) gate.resolve();
  });

  test('a consumer comes back when its queue was deleted and made again', async () => {
    const handle = vi.fn(async () => {});
    const converter = await consume(handle);
    await withAdmin(topology, channel => channel.deleteQueue('video'));
    await vi.waitFor(() => expect(converter.isConnected()).toBe(false), 10_000);
    await topology.declare();
    await vi.waitFor(() => expect(converter.isConnected()).toBe(true), 10_000);
    await (await connectAs('gateway')).publish('video', message);
    await vi.waitFor(() => expect(handle).toHaveBeenCalledTimes(1));
  });
});

describe('closing', () => {
  test('the handler under way is told, awaited, and its message acked', async () => {
    const told = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const isStarted = Promise.withResolvers<void>();
    const converter = await consume(async (_message, stopping) => {
      stopping.addEventListener('abort', () => told.resolve());
      isStarted.resolve();
      await finish.promise;
    });
    const gateway = await connectAs('gateway');
    await gateway.publish('video', message);
    await isStarted.promise;
    await gateway.publish('video', message);
    let isClosed = false;
    const closing = converter.close().then(() => {
      isClosed = true;
    });
    await told.promise;
    expect(isClosed).toBe(false);
    finish.resolve();
    await closing;
    expect(await countMessages(topology, 'video')).toBe(1); // the second one
  });

  test('a pause after an outage does not hold it up, and the message stays', async () => {
    const handle = vi.fn(() => Promise.reject(new Outage('away')));
    const converter = await consume(handle);
    await (await connectAs('gateway')).publish('video', message);
    await vi.waitFor(() => expect(handle).toHaveBeenCalled());
    await converter.close();
    await converter.close();
    expect(await countMessages(topology, 'video')).toBe(1);
    await expect(converter.publish('mp3', message)).rejects.toThrow(Outage);
  });
});
