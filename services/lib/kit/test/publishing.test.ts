import { expect, test, vi } from 'vitest';
import { Outage } from '../src/outage.ts';
import { continueTrace, withTrace } from '../src/telemetry.ts';
import { message } from './clients.ts';
import { useBroker } from './use-broker.ts';

const broker = useBroker();
const { connectGateway, getMessage, overrule, withAdmin } = broker;

test('a message that was published is on the queue, with what consumers need', async () => {
  const gateway = await connectGateway();
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await withTrace(continueTrace({ traceparent }), () => gateway.publish('video', message));
  const received = await getMessage('video');
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
  const gateway = await connectGateway();
  await withAdmin(channel => channel.unbindQueue('video', 'video', 'video'));
  await expect(gateway.publish('video', message)).rejects.toThrow('no queue takes messages');
  await broker.topology.declare();
  await gateway.publish('video', message);
});

test('a queue that is full is an outage', async () => {
  const gateway = await connectGateway();
  await overrule({ pattern: '^video$', 'max-length': 1, overflow: 'reject-publish' });
  const publish = () =>
    gateway.publish('video', message).then(
      () => 'taken',
      error => error,
    );
  await expect.poll(publish, { timeout: 10_000 }).toBeInstanceOf(Outage);
});

test('an exchange that may not be written closes the channel; the connection comes back', async () => {
  const gateway = await connectGateway();
  await expect(gateway.publish('mp3', message)).rejects.toThrow(Outage);
  await vi.waitFor(() => gateway.publish('video', message), 10_000);
});
