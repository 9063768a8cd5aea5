import { MongoClient } from 'mongodb';
import { callManagement } from '../datastores/rabbitmq-management.ts';
import type { Datastores } from '../datastores.ts';
import { withClient } from '../provision.ts';
import type { TestStack } from './provided.ts';

/** Removes databases and virtual hosts of a run from servers that outlive it; ours vanish with their folder. */
export async function removeWhatTestsMade(stack: TestStack, datastores: Datastores): Promise<void> {
  if (datastores.postgres.source === 'environment') await dropDatabases(stack);
  if (datastores.mongodb.source === 'environment') await dropMongoDatabases(stack);
  if (datastores.rabbitmq.source === 'environment') await removeVhosts(stack);
}

async function dropDatabases({ postgresUrl, run }: TestStack): Promise<void> {
  await withClient(postgresUrl, async client => {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [run],
    );
    for (const { datname } of rows) {
      await client.query(`drop database ${client.escapeIdentifier(datname)} with (force)`);
    }
  });
}

async function dropMongoDatabases({ mongodbUrl, run }: TestStack): Promise<void> {
  await using client = new MongoClient(mongodbUrl);
  const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
  for (const { name } of databases) {
    if (name.startsWith(run)) await client.db(name).dropDatabase();
  }
}

async function removeVhosts({ rabbitmqApiUrl, run }: TestStack): Promise<void> {
  const answer = await callManagement(rabbitmqApiUrl, 'GET', '/api/vhosts');
  const vhosts = (await answer.json()) as { name: string }[];
  for (const { name } of vhosts) {
    if (name.startsWith(run)) await callManagement(rabbitmqApiUrl, 'DELETE', `/api/vhosts/${name}`);
  }
}
