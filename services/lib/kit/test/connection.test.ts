import { expect, onTestFinished, test, vi } from 'vitest';
import { Outage } from '../src/outage.ts';
import { message } from './clients.ts';
import { startClosingProxy } from './closing-proxy.ts';
import { useBroker } from './use-broker.ts';

const broker = useBroker();
const { clients, connectGateway, consume, countMessages } = broker;

test('a connection that ends in the moment in which it is ready is made anew', async () => {
  const proxy = await startClosingProxy(broker.topology.urlFor('converter'));
  onTestFinished(proxy.close);
  const handle = vi.fn(async () => {});
  const converter = await clients.consume(proxy.url, handle);
  await vi.waitFor(() => expect(proxy.connections()).toBe(2), 10_000);
  await vi.waitFor(() => expect(converter.isConnected()).toBe(true), 10_000);
  await (await connectGateway()).publish('video', message);
  await vi.waitFor(() => expect(handle).toHaveBeenCalledOnce(), 10_000);
});

test('the handler under way is told, awaited, and its message acked', async () => {
  const told = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const isStarted = Promise.withResolvers<void>();
  const converter = await consume(async (_message, stopping) => {
    stopping.addEventListener('abort', () => told.resolve());
    isStarted.resolve();
    await finish.promise;
  });
  const gateway = await connectGateway();
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
  expect(await countMessages('video')).toBe(1); // the second one
});

test('a pause after an outage does not hold it up, and the message stays', async () => {
  const handle = vi.fn(() => Promise.reject(new Outage('away')));
  const converter = await consume(handle);
  await (await connectGateway()).publish('video', message);
  await vi.waitFor(() => expect(handle).toHaveBeenCalled(), 10_000);
  await converter.close();
  await converter.close();
  expect(await countMessages('video')).toBe(1);
  await expect(converter.publish('mp3', message)).rejects.toThrow(Outage);
});

test('closing works while there is no broker', async () => {
  const gateway = await clients.connect('amqp://gateway:secret@127.0.0.1:1');
  await gateway.close();
  expect(gateway.isConnected()).toBe(false);
});
