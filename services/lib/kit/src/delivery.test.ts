import { Mp3Message, VideoMessage } from '@vc/contracts/messaging.ts';
import type { ConsumeMessage } from 'amqplib';
import { expect, test, vi } from 'vitest';
import type { Consumer } from './consumer.ts';
import { judgeDelivery } from './delivery.ts';
import { createLogger } from './logger.ts';
import { Outage } from './outage.ts';
import { traceIds } from './telemetry.ts';

const log = createLogger('test', 'silent');
const message: VideoMessage = {
  file_id: '0192f0c1-2345-7abc-8def-0123456789ab',
  user_id: '5f1c7d3e-0000-4000-8000-000000000001',
  timestamp: '2026-11-24T07:06:29.000Z',
};

function delivery(content: unknown, properties: object = { userId: 'gateway', headers: {} }): ConsumeMessage {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { content: Buffer.from(text), properties, fields: {} } as ConsumeMessage;
}

function judge(received: ConsumeMessage, handle: Consumer['handle'] = async () => {}) {
  const consumer: Consumer = { queue: 'video', schema: VideoMessage, prefetch: 1, handle };
  return judgeDelivery(consumer, received, log, new AbortController().signal);
}

test('a message that is handled is acked', async () => {
  const handle = vi.fn(async () => {});
  expect(await judge(delivery(message), handle)).toBe('ack');
  expect(handle).toHaveBeenCalledWith(message, expect.any(AbortSignal));
});

test.each([
  ['no JSON', delivery('{')],
  ['empty', delivery('')],
  ['of another shape', delivery({ ...message, file_id: 'not-a-uuid' })],
  ['from another service', delivery(message, { userId: 'converter', headers: {} })],
  ['from nobody', delivery(message, { headers: undefined })],
])('a message that is %s is dead-lettered, unhandled', async (_name, received) => {
  const handle = vi.fn(async () => {});
  expect(await judge(received, handle)).toBe('dead-letter');
  expect(handle).not.toHaveBeenCalled();
});

test('an outage requeues, uncounted; any other error counts', async () => {
  expect(await judge(delivery(message), () => Promise.reject(new Outage('away')))).toBe('requeue');
  expect(await judge(delivery(message), () => Promise.reject(new Error('bug')))).toBe('retry');
});

test('a handler that throws at once is no exception', async () => {
  const verdict = judge(delivery(message), () => {
    throw new Error('bug');
  });
  expect(await verdict).toBe('retry');
});

test('the handler runs in the trace of the message', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const seen: unknown[] = [];
  await judge(delivery(message, { userId: 'gateway', headers: { traceparent } }), async () => {
    seen.push(traceIds());
  });
  expect(seen).toEqual([{ trace_id: '0af7651916cd43dd8448eb211c80319c' }]);
});

test('each queue has a publisher of its own', async () => {
  const mp3: Mp3Message = { ...message, status: 'completed', epoch: 0 };
  const consumer: Consumer = { queue: 'mp3', schema: Mp3Message, prefetch: 1, handle: async () => {} };
  const judgeMp3 = (userId: string) =>
    judgeDelivery(consumer, delivery(mp3, { userId, headers: {} }), log, new AbortController().signal);
  expect(await judgeMp3('converter')).toBe('ack');
  expect(await judgeMp3('gateway')).toBe('dead-letter');
});
