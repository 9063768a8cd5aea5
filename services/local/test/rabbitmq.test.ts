import { expect, test } from 'vitest';
import { callManagement } from '../src/datastores/rabbitmq-management.ts';
import { startOwnRabbitmq } from '../src/testing/stack.ts';
import { behavesAsDatastore } from './datastore-behaviour.ts';

const rabbitmq = await startOwnRabbitmq();
const QUEUE = '/api/queues/%2F/kept';

behavesAsDatastore(rabbitmq, {
  async put() {
    const queue = { durable: true, arguments: { 'x-queue-type': 'quorum' } };
    expect((await callManagement(rabbitmq.apiUrl, 'PUT', QUEUE, queue)).status).toBe(201);
  },
  has: async () => (await callManagement(rabbitmq.apiUrl, 'GET', QUEUE)).ok,
});

test('there is no guest', async () => {
  const url = new URL(rabbitmq.apiUrl);
  url.username = url.password = 'guest';
  expect((await callManagement(url.href, 'GET', '/api/overview')).status).toBe(401);
});

test('rabbitmqctl reaches the server, and says why it fails', async () => {
  expect(await rabbitmq.control('await_startup')).toBe('');
  expect(await rabbitmq.control('eval', '1 + 1.')).toBe('2\n');
  await expect(rabbitmq.control('delete_vhost', 'unheard-of')).rejects.toThrow('unheard-of');
});
