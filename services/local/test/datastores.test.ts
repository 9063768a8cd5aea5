import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, test } from 'vitest';
import type { Datastore } from '../src/datastores/datastore.ts';
import { callManagement } from '../src/datastores/rabbitmq-management.ts';
import { withClient } from '../src/provision.ts';
import { type Own, startOwnMongodb, startOwnPostgres, startOwnRabbitmq } from '../src/testing/stack.ts';

/** How a test stores something in a datastore and finds it again. */
interface Contents {
  put(): Promise<void>;
  has(): Promise<boolean>;
}

describe('PostgreSQL', async () => {
  const postgres = await startOwnPostgres();
  behavesAsDatastore(postgres, {
    put: () => withClient(postgres.url, async client => void (await client.query('create table kept ()'))),
    has: () =>
      withClient(postgres.url, async client => {
        const { rows } = await client.query(`select to_regclass('kept') as kept`);
        return rows[0].kept !== null;
      }),
  });
});

describe('MongoDB', async () => {
  const mongodb = await startOwnMongodb();
  const withKept = async <T>(work: (client: MongoClient) => Promise<T>) => {
    await using client = new MongoClient(mongodb.url, { serverSelectionTimeoutMS: 1_000 });
    return await work(client);
  };
  behavesAsDatastore(mongodb, {
    put: () =>
      withKept(
        async client => void (await client.db('kept').collection('kept').insertOne({ some: 'thing' })),
      ),
    has: () => withKept(async client => (await client.db('kept').collection('kept').countDocuments()) > 0),
  });

  test('a user that was created reads and writes its database', async () => {
    const url = await mongodb.createUser({ database: 'media', name: 'media', password: `it's "a"\\/` });
    await using client = new MongoClient(url);
    await client.db().collection('things').insertOne({ some: 'thing' });
    expect(await client.db().collection('things').countDocuments()).toBe(1);
  });

  test('nobody gets in with a wrong password', async () => {
    const url = new URL(mongodb.url);
    url.password = 'wrong';
    await using client = new MongoClient(url.href);
    await expect(client.db('media').collection('things').countDocuments()).rejects.toThrow(/auth/i);
  });
});

describe('RabbitMQ', async () => {
  const rabbitmq = await startOwnRabbitmq();
  const call = (method: string, body?: object) =>
    callManagement(rabbitmq.apiUrl, method, '/api/queues/%2F/kept', body);
  behavesAsDatastore(rabbitmq, {
    put: async () => void (await call('PUT', { durable: true, arguments: { 'x-queue-type': 'quorum' } })),
    has: async () => (await call('GET')).ok,
  });

  test('there is no guest', async () => {
    const url = new URL(rabbitmq.apiUrl);
    url.username = url.password = 'guest';
    expect((await callManagement(url.href, 'GET', '/api/overview')).status).toBe(401);
  });
});

function behavesAsDatastore(datastore: Own<Datastore>, { put, has }: Contents): void {
  afterAll(() => datastore.remove());

  test('data survive a crash and a stop', async () => {
    await put();
    await datastore.kill();
    await expect(has()).rejects.toThrow();
    await datastore.start();
    expect(await has()).toBe(true);
    await datastore.stop();
    await datastore.start();
    expect(await has()).toBe(true);
  });

  test('a frozen server answers when it goes on', async () => {
    await datastore.freeze();
    const answer = has();
    await datastore.thaw();
    expect(await answer).toBe(true);
  });

  test('wiping empties it', async () => {
    await datastore.wipe();
    expect(await has()).toBe(false);
  });
}
