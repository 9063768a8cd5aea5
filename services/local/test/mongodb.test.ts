import { MongoClient } from 'mongodb';
import { expect, test } from 'vitest';
import { startOwnMongodb } from '../src/testing/stack.ts';
import { behavesAsDatastore } from './datastore-behaviour.ts';

const mongodb = await startOwnMongodb();

behavesAsDatastore(mongodb, {
  async put() {
    await using client = connect();
    await client.db('kept').collection('kept').insertOne({ some: 'thing' });
  },
  async has() {
    await using client = connect();
    return (await client.db('kept').collection('kept').countDocuments()) > 0;
  },
});

test('a user that was created reads and writes its database', async () => {
  const url = await mongodb.createUser({ database: 'media', name: 'media', password: `it's "a"\\/` });
  await using client = connect(url);
  await client.db().collection('things').insertOne({ some: 'thing' });
  expect(await client.db().collection('things').countDocuments()).toBe(1);
});

test('nobody gets in with a wrong password', async () => {
  const url = new URL(mongodb.url);
  url.password = 'wrong';
  await using client = connect(url.href);
  await expect(client.db('media').collection('things').countDocuments()).rejects.toThrow(/auth/i);
});

function connect(url = mongodb.url): MongoClient {
  return new MongoClient(url, { serverSelectionTimeoutMS: 2_000 });
}
