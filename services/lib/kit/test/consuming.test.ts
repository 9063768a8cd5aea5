import { expect, test, vi } from 'vitest';
import { Outage } from '../src/outage.ts';
import { continueTrace, traceIds, withTrace } from '../src/telemetry.ts';
import { message } from './clients.ts';
import { useBroker } from './use-broker.ts';

const broker = useBroker();
const { clients, connectGateway, consume, countMessages, getMessage, overrule, withAdmin } = broker;

test('a message that was handled is gone', async () => {
  const handled: unknown[] = [];
  await consume(async received => void handled.push(received));
  await (await connectGateway()).publish('video', message);
  await vi.waitFor(() => expect(handled).toEqual([message]), 10_000);
  await clients.closeAll();
  expect(await countMessages('video')).toBe(0);
});

test('the trace goes on in the handler', async () => {
  const traces: unknown[] = [];
  await consume(async () => void traces.push(traceIds().trace_id));
  const gateway = await connectGateway();
  const traceparent = '00-11111111111111111111111111111111-b7ad6b7169203331-01';
  await withTrace(continueTrace({ traceparent }), () => gateway.publish('video', message));
  await vi.waitFor(() => expect(traces).toEqual(['11111111111111111111111111111111']), 10_000);
});

test('forged and unparsable messages are dead-lettered, and the next one is handled', async () => {
  const handle = vi.fn(async () => {});
  await withAdmin(async channel => {
    const forged = Buffer.from(JSON.stringify(message));
    channel.publish('video', 'video', forged);
    channel.publish('video', 'video', forged, { userId: new URL(broker.topology.adminUrl).username });
    await channel.waitForConfirms();
  });
  const gateway = await connectGateway();
  await gateway.publish('video', { ...message, file_id: 'none' });
  await gateway.publish('video', message);
  await consume(handle);
  await vi.waitFor(() => expect(handle).toHaveBeenCalledTimes(1), 10_000);
  await expect.poll(() => countMessages('video.dead'), { timeout: 10_000 }).toBe(3);
  expect((await getMessage('video.dead')).properties.headers).toMatchObject({
    'x-first-death-reason': 'rejected',
    'x-first-death-queue': 'video',
  });
});

test('nobody can publish in another’s name', async () => {
  await withAdmin(async channel => {
    const closed = new Promise<Error>(resolve => channel.once('error', resolve));
    channel.publish('video', 'video', Buffer.from('{}'), { userId: 'gateway' });
    expect((await closed).message).toContain('user_id property set to');
  });
});

test('an outage requeues the message, uncounted; after a pause it is handled', async () => {
  await overrule({ pattern: '^video$', 'delivery-limit': 0 });
  const handle = vi.fn(async () => {}).mockRejectedValueOnce(new Outage('database away'));
  await consume(handle);
  await (await connectGateway()).publish('video', message);
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
  await (await connectGateway()).publish('video', message);
  await expect.poll(() => countMessages('video.dead'), { timeout: 10_000 }).toBe(1);
  expect(handle).toHaveBeenCalledTimes(2);
});

test('no more than `prefetch` messages are handled at a time', async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  await consume(() => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  }, 2);
  const gateway = await connectGateway();
  await Promise.all([1, 2, 3].map(() => gateway.publish('video', message)));
  await vi.waitFor(() => expect(gates).toHaveLength(2), 10_000);
  gates[0]?.resolve();
  await vi.waitFor(() => expect(gates).toHaveLength(3), 10_000);
  for (const gate of gates) gate.resolve();
});

test('a consumer comes back when its queue was deleted and made again', async () => {
  const handle = vi.fn(async () => {});
  const converter = await consume(handle);
  await withAdmin(channel => channel.deleteQueue('video'));
  await vi.waitFor(() => expect(converter.isConnected()).toBe(false), 10_000);
  await broker.topology.declare();
  await vi.waitFor(() => expect(converter.isConnected()).toBe(true), 10_000);
  await (await connectGateway()).publish('video', message);
  await vi.waitFor(() => expect(handle).toHaveBeenCalledTimes(1), 10_000);
});

test('a message that is held for too long is taken back, and comes again once the handler has ended', async () => {
  await overrule({ pattern: '^video$', 'consumer-timeout': 1_000 });
  const gates: PromiseWithResolvers<void>[] = [];
  const converter = await consume(() => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  await (await connectGateway()).publish('video', message);
  await expect.poll(() => countMessages('video'), { timeout: 20_000 }).toBe(1);
  await vi.waitFor(() => expect(converter.isConnected()).toBe(true), 10_000);
  expect(gates).toHaveLength(1);
  gates[0]?.resolve();
  await vi.waitFor(() => expect(gates).toHaveLength(2), 10_000);
  gates[1]?.resolve();
});
