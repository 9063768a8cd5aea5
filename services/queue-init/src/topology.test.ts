import { DEAD_LETTER_EXCHANGE, ROUTES, type Route } from '@vc/contracts/messaging.ts';
import { describe, expect, test } from 'vitest';
import { topology } from './topology.ts';

const user = (name: string) => topology.users.find(each => each.name === name);
const policy = (queue: string) => topology.queues.find(each => each.name === queue)?.policy;

describe.each(Object.keys(ROUTES) as Route[])('route %s', route => {
  const { publisher, consumer, deadLetterQueue } = ROUTES[route];

  test('goes from its exchange to its queue', () => {
    expect(topology.bindings).toContainEqual({ exchange: route, queue: route, routingKey: route });
  });

  test('is written by its publisher and read by its consumer alone', () => {
    for (const { name, write, read } of topology.users) {
      expect(new RegExp(write).test(route)).toBe(name === publisher);
      expect(new RegExp(read).test(route)).toBe(name === consumer);
    }
    expect([user(publisher), user(consumer)]).not.toContain(undefined);
  });

  test('has dead letters, which its exchange takes to their queue', () => {
    const routingKey = policy(route)?.['dead-letter-routing-key'];
    expect(policy(route)?.['dead-letter-exchange']).toBe(DEAD_LETTER_EXCHANGE);
    expect(topology.bindings).toContainEqual({
      exchange: DEAD_LETTER_EXCHANGE,
      queue: deadLetterQueue,
      routingKey,
    });
    expect(policy(deadLetterQueue)?.['max-length']).toBeGreaterThan(0);
  });
});

test('nobody may read or write dead letters', () => {
  for (const { write, read } of topology.users) {
    for (const name of [DEAD_LETTER_EXCHANGE, 'video.dead', 'mp3.dead', 'amq.default', '']) {
      expect(new RegExp(`${write}|${read}`).test(name) && name !== '').toBe(false);
    }
  }
});
