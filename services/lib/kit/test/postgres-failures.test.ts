import type { Postgres } from '@vc/local/datastores/datastore.ts';
import { withClient } from '@vc/local/provision.ts';
import { type Own, startOwnPostgres } from '@vc/local/testing/stack.ts';
import { type Kysely, sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { subscribe } from '../src/listen.ts';
import { createLogger } from '../src/logger.ts';
import { isOutage } from '../src/outage.ts';

const log = createLogger('test', 'silent');

let postgres: Own<Postgres>;
beforeAll(async () => {
  postgres = await startOwnPostgres();
});
afterAll(() => postgres.remove());

let db: Kysely<unknown>;
beforeEach(() => {
  db = openDatabase({ url: postgres.url, log, statementTimeoutMs: 500, poolSize: 1 });
});
afterEach(() => db.destroy());

const select = (expression: string) =>
  sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(db);
const failureOf = (query: Promise<unknown>) =>
  query.then(
    () => 'no error',
    (error: unknown) => error,
  );
const works = () => vi.waitFor(() => select('1'), { timeout: 20_000, interval: 50 });

test('bigint comes as a number', async () => {
  expect((await select('3000000000::bigint')).rows).toEqual([{ value: 3_000_000_000 }]);
});

test('a statement that takes too long is an outage', async () => {
  expect(isOutage(await failureOf(select('pg_sleep(60)')))).toBe(true);
  await works();
});

test('a connection that ends during a query is an outage, and so is one that ended before', async () => {
  const running = failureOf(select('pg_sleep(0.4)'));
  await withClient(postgres.url, async client => {
    const terminate = () =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(0.4)%' and pid <> pg_backend_pid()`,
      );
    await vi.waitFor(async () => expect((await terminate()).rowCount).toBe(1), 10_000);
  });
  expect(isOutage(await running)).toBe(true);
  await works();
});

test('a frozen server is an outage, for those who have a connection, who have none, and who listen', async () => {
  const fresh = openDatabase({ url: postgres.url, log });
  const onListening = vi.fn();
  const listener = subscribe({ url: postgres.url, channel: 'c', log, onNotification: () => {}, onListening });
  onTestFinished(() => Promise.all([fresh.destroy(), listener.close()]).then(() => {}));
  await vi.waitFor(() => expect(onListening).toHaveBeenCalledOnce(), 10_000);
  await works();

  await postgres.freeze();
  const failures = await Promise.all([
    failureOf(select('1')),
    failureOf(sql`select 1`.execute(fresh)),
    vi.waitFor(() => expect(listener.isListening()).toBe(false), 20_000),
  ]);
  expect(isOutage(failures[0])).toBe(true);
  expect(isOutage(failures[1])).toBe(true);

  await postgres.thaw();
  await works();
  await vi.waitFor(() => expect(onListening).toHaveBeenCalledTimes(2), 20_000);
});

test('a server that was killed is an outage until it is back', async () => {
  await works();
  await postgres.kill();
  expect(isOutage(await failureOf(select('1')))).toBe(true);
  expect(isOutage(await failureOf(select('1')))).toBe(true);
  await postgres.start();
  await works();
});
