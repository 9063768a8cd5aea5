import { withClient } from '@vc/local/provision.ts';
import { createDatabase, type TestDatabase } from '@vc/local/testing/stack.ts';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Subscription, subscribe } from '../src/listen.ts';
import { createLogger } from '../src/logger.ts';

const log = createLogger('test', 'silent');
const CHANNEL = 'job "changed"'; // an identifier that needs quoting

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});

const subscriptions: Subscription[] = [];
afterEach(async () => {
  await Promise.all(subscriptions.splice(0).map(subscription => subscription.close()));
});

function listen(url: string) {
  const payloads: string[] = [];
  const onListening = vi.fn();
  const subscription = subscribe({
    url,
    channel: CHANNEL,
    log,
    onNotification: payload => payloads.push(payload),
    onListening,
  });
  subscriptions.push(subscription);
  return { payloads, onListening, subscription };
}

const notify = (url: string, payload: string) =>
  withClient(url, client => client.query('select pg_notify($1, $2)', [CHANNEL, payload]));

test('notifications of the channel arrive', async () => {
  const { payloads, onListening } = listen(database.urls.gateway);
  await vi.waitFor(() => expect(onListening).toHaveBeenCalledOnce(), 10_000);
  await notify(database.url, 'one');
  await notify(database.url, '');
  await vi.waitFor(() => expect(payloads).toEqual(['one', '']), 10_000);
});

test('a connection that the server ends is made anew, and the listener told to look', async () => {
  const { payloads, onListening } = listen(database.urls.gateway);
  await vi.waitFor(() => expect(onListening).toHaveBeenCalledOnce(), 10_000);
  await withClient(database.url, client =>
    client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and datname = $2',
      ['gateway', database.name],
    ),
  );
  await vi.waitFor(() => expect(onListening).toHaveBeenCalledTimes(2), 10_000);
  await notify(database.url, 'two');
  await vi.waitFor(() => expect(payloads).toEqual(['two']), 10_000);
});

test('closing ends the connection, also while there is none', async () => {
  const { subscription, onListening } = listen(database.urls.converter);
  await vi.waitFor(() => expect(onListening).toHaveBeenCalledOnce(), 10_000);
  await subscription.close();
  expect(subscription.isListening()).toBe(false);
  const { rows } = await withClient(database.url, client =>
    client.query('select from pg_stat_activity where usename = $1 and datname = $2', [
      'converter',
      database.name,
    ]),
  );
  expect(rows).toHaveLength(0);
  await listen('postgres://nobody@127.0.0.1:1/none').subscription.close();
});
