import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Media, openMedia } from '@vc/blobs/media.ts';
import { migrations } from '@vc/jobs/migrations/all.ts';
import { openDatabase } from '@vc/kit/database.ts';
import { runMigrations } from '@vc/kit/migrations.ts';
import type { Role } from '@vc/local/provision.ts';
import { createDatabase, createMongoDatabase } from '@vc/local/testing/stack.ts';
import { createTopology, type Topology } from '@vc/local/testing/topology.ts';
import type { Kysely } from 'kysely';
import type { GatewayDatabase } from '../../src/job-reader.ts';
import { log } from './app.ts';
import { createSigningKey, type SigningKey } from './tokens.ts';

/** What gateways stand in: the datastores, and the key of their `auth`. */
export type World = {
  /** With the rights of the gateway. */
  databaseUrl: string;
  mongodbUrl: string;
  topology: Topology;
  /** With all rights, for what the other services would do. */
  db: Kysely<GatewayDatabase>;
  media: Media;
  key: SigningKey;
  close(): Promise<void>;
};

const NOTIFICATION_MIGRATIONS = fileURLToPath(
  new URL('../../../notification/src/migrate.ts', import.meta.url),
);

/** Brings the schemas that the gateway reads up to date, as an operator does. */
export async function migrate(urls: Record<Role, string>): Promise<void> {
  await runMigrations({ url: urls.jobs_owner, schema: 'jobs', migrations, log });
  await promisify(execFile)(process.execPath, [NOTIFICATION_MIGRATIONS], {
    env: { ...process.env, DATABASE_URL: urls.notification_owner },
  });
}

/** Databases and a virtual host of a test file's own, on the shared servers. */
export async function createWorld(): Promise<World> {
  const [database, mongodb, topology] = await Promise.all([
    createDatabase({ name: 'gateway', migrate }),
    createMongoDatabase(),
    createTopology(),
  ]);
  return openWorld({
    superuserUrl: database.url,
    databaseUrl: database.urls.gateway,
    mongodbUrl: mongodb.url,
    topology,
  });
}

/** A world of servers that are there already. */
export function openWorld(
  urls: Pick<World, 'databaseUrl' | 'mongodbUrl' | 'topology'> & { superuserUrl: string },
): World {
  const db = openDatabase<GatewayDatabase>({ url: urls.superuserUrl, log });
  const media = openMedia({ url: urls.mongodbUrl, log });
  return {
    ...urls,
    db,
    media,
    key: createSigningKey(),
    async close() {
      await media.close();
      await db.destroy();
    },
  };
}
