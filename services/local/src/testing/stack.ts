import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { Datastore, Mongodb, Postgres, Rabbitmq } from '../datastores/datastore.ts';
import { callManagement } from '../datastores/rabbitmq-management.ts';
import { type StartOptions, startMongodb, startPostgres, startRabbitmq } from '../datastores.ts';
import { silentProgress } from '../progress.ts';
import { databaseUrl, provisionPostgres, type Role } from '../provision.ts';
import { createTemporaryDirectory, removeDirectory } from '../temporary-directory.ts';
import { type DatabaseTemplate, templateDatabase } from './database-template.ts';
import type { TestStack } from './provided.ts';
import { withoutServers } from './without-servers.ts';

/** A database of a test file's own. */
export interface TestDatabase {
  name: string;
  /** URL of the superuser. */
  url: string;
  /** The URL of each role. */
  urls: Record<Role, string>;
}

/** Makes a database with the product's roles and schemas; migrated ones are copied from a template made once a run. */
export async function createDatabase(template?: DatabaseTemplate): Promise<TestDatabase> {
  const stack = testStack();
  const name = uniqueName(stack);
  const urls = await provisionPostgres(stack.postgresUrl, {
    database: name,
    passwords: stack.passwords,
    ...(template && { template: await templateDatabase(stack, template) }),
  });
  return { name, url: databaseUrl(stack.postgresUrl, name), urls };
}

/** A virtual host of a test file's own. */
export interface TestVhost {
  name: string;
  /** AMQP URL of the administrator. */
  url: string;
  /** URL of the management API, of the administrator. */
  apiUrl: string;
  /** The AMQP URL of another user; users belong to the whole broker, permissions to one virtual host. */
  urlFor(user: string, password: string): string;
}

/** Makes an empty virtual host. */
export async function createVhost(): Promise<TestVhost> {
  const { rabbitmqUrl, rabbitmqApiUrl, ...stack } = testStack();
  const name = uniqueName(stack);
  const { username } = new URL(rabbitmqUrl);
  const all = { configure: '.*', write: '.*', read: '.*' };
  await succeed(callManagement(rabbitmqApiUrl, 'PUT', `/api/vhosts/${name}`, {}));
  await succeed(callManagement(rabbitmqApiUrl, 'PUT', `/api/permissions/${name}/${username}`, all));
  const urlFor = (user?: string, password?: string) => databaseUrl(rabbitmqUrl, name, user, password);
  return { name, url: urlFor(), apiUrl: rabbitmqApiUrl, urlFor };
}

/** Names an empty database of the MongoDB server and gives the administrator's URL of it. */
export async function createMongoDatabase(): Promise<{ name: string; url: string }> {
  const stack = testStack();
  const name = uniqueName(stack);
  const url = new URL(databaseUrl(stack.mongodbUrl, name));
  url.searchParams.set('authSource', new URL(stack.mongodbUrl).searchParams.get('authSource') ?? 'admin');
  return { name, url: url.href };
}

/** A datastore that belongs to one test file alone, which must `remove` it at its end. */
export type Own<T extends Datastore> = T & { remove(): Promise<void> };

/** Starts a PostgreSQL of the test's own, to stop, crash, freeze or wipe. */
export function startOwnPostgres(): Promise<Own<Postgres>> {
  return startOwn(startPostgres);
}

/** Starts a MongoDB server of the test's own, to stop, crash, freeze or wipe. */
export function startOwnMongodb(): Promise<Own<Mongodb>> {
  return startOwn(startMongodb);
}

/** Starts a RabbitMQ of the test's own, to stop, crash, freeze or wipe. */
export function startOwnRabbitmq(): Promise<Own<Rabbitmq>> {
  return startOwn(startRabbitmq);
}

async function startOwn<T extends Datastore>(start: (options: StartOptions) => Promise<T>): Promise<Own<T>> {
  const directory = await createTemporaryDirectory();
  const datastore = await start({
    directory,
    durable: false,
    progress: silentProgress,
    env: withoutServers(),
  });
  return {
    ...datastore,
    async remove() {
      await datastore.kill();
      await removeDirectory(directory);
    },
  };
}

/** The servers of this test run. */
export function testStack(): TestStack {
  return inject('stack');
}

/** Short enough for every server (63 bytes), and told apart by the run it belongs to. */
function uniqueName({ run }: Pick<TestStack, 'run'>): string {
  return `${run}_${randomBytes(6).toString('hex')}`;
}

async function succeed(call: Promise<Response>): Promise<void> {
  const answer = await call;
  if (!answer.ok)
    throw new Error(`RabbitMQ's management API answered ${answer.status}: ${await answer.text()}`);
}
