import { expect, test } from 'vitest';
import { readConfig, virtualHost } from './config.ts';

test.each([
  ['amqp://admin:secret@rabbitmq:5672', '/'],
  ['amqp://admin:secret@rabbitmq:5672/', '/'],
  ['amqp://admin:secret@rabbitmq:5672/%2F', '/'],
  ['amqp://admin:secret@rabbitmq:5672/test_1', 'test_1'],
  ['amqp://admin:secret@rabbitmq:5672/test_1?heartbeat=5', 'test_1'],
])('%s is about virtual host %s', (url, vhost) => {
  expect(virtualHost(url)).toBe(vhost);
});

test('every password and both addresses, with an administrator, must be given', () => {
  const read = () => readConfig({ RABBITMQ_API_URL: 'http://rabbitmq:15672' });
  for (const name of ['RABBITMQ_API_URL', 'RABBITMQ_URL', 'GATEWAY_PASSWORD', 'CONVERTER_PASSWORD']) {
    expect(read).toThrow(name);
  }
});
