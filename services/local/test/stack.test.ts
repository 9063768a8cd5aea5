import { MongoClient } from 'mongodb';
import { expect, test } from 'vitest';
import { callManagement } from '../src/datastores/rabbitmq-management.ts';
import { provisionPostgres, withClient } from '../src/provision.ts';
import { createDatabase, createMongoDatabase, createVhost, testStack } from '../src/testing/stack.ts';

test('a database has the schemas, and each role may log in', async () => {
  const { urls } = await createDatabase();
  for (const url of Object.values(urls)) {
    const schemas = await withClient(url, client =>
      client.query(
        `select nspname from pg_namespace where nspowner::regrole::text = nspname || '_owner' order by 1`,
      ),
    );
    expect(schemas.rows.map(row => row.nspname)).toEqual(['auth', 'jobs', 'notification']);
  }
});

test('a service owns nothing and may create nothing', async () => {
  const { urls } = await createDatabase();
  await withClient(urls.gateway, async client => {
    await expect(client.query('create table public.x ()')).rejects.toThrow('permission denied');
    await expect(client.query('create table jobs.x ()')).rejects.toThrow('permission denied');
    await expect(client.query('create schema x')).rejects.toThrow('permission denied');
    await expect(client.query('create temporary table x ()')).rejects.toThrow('permission denied');
  });
});

test('provisioning again changes nothing and keeps the data', async () => {
  const { postgresUrl, passwords } = testStack();
  const { name, urls } = await createDatabase();
  await withClient(urls.jobs_owner, client => client.query('create table jobs.kept as select 1'));
  const again = await provisionPostgres(postgresUrl, { database: name, passwords });
  expect(again).toEqual(urls);
  await withClient(urls.jobs_owner, client => client.query('select * from jobs.kept'));
});

test('databases of one template begin alike, are made once, and do not share what follows', async () => {
  let migrations = 0;
  const template = {
    name: 'stack_test',
    migrate: async (urls: { jobs_owner: string }) => {
      migrations += 1;
      await withClient(urls.jobs_owner, client => client.query('create table jobs.copied (n int)'));
    },
  };
  const [one, other] = await Promise.all([createDatabase(template), createDatabase(template)]);
  await withClient(one.urls.jobs_owner, client => client.query('insert into jobs.copied values (1)'));
  const rows = await withClient(other.urls.jobs_owner, client => client.query('select * from jobs.copied'));
  expect(rows.rowCount).toBe(0);
  expect(migrations).toBe(1);
});

test('a virtual host is empty, and its administrator may use it', async () => {
  const vhost = await createVhost();
  const answer = await callManagement(vhost.apiUrl, 'PUT', `/api/queues/${vhost.name}/some`, {});
  expect(answer.status).toBe(201);
  const other = await createVhost();
  const queues = await callManagement(other.apiUrl, 'GET', `/api/queues/${other.name}`);
  expect(await queues.json()).toEqual([]);
});

test('a MongoDB database takes documents and is nobody else’s', async () => {
  const [one, other] = [await createMongoDatabase(), await createMongoDatabase()];
  await using client = new MongoClient(one.url);
  await client.db().collection('things').insertOne({ name: 'a' });
  await using otherClient = new MongoClient(other.url);
  expect(await otherClient.db().collection('things').countDocuments()).toBe(0);
});
