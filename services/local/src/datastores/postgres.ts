import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../native/free-port.ts';
import { startContainer } from './container.ts';
import { keptPassword } from './credentials.ts';
import type { DatastoreOptions, Postgres } from './datastore.ts';
import { somebodyElses } from './environment.ts';

/** Enough for many pools at once: tests run several copies of the services. */
export const MAX_CONNECTIONS = '200';

/** The server that POSTGRES_URL names (a superuser, database `postgres`). */
export function postgresOfEnvironment(env: NodeJS.ProcessEnv): Postgres | undefined {
  const url = env.POSTGRES_URL;
  return url ? { ...somebodyElses('PostgreSQL', 'POSTGRES_URL'), url } : undefined;
}

/** PostgreSQL as a container. */
export async function startPostgresContainer({ directory, durable }: DatastoreOptions): Promise<Postgres> {
  const password = await keptPassword(join(directory, 'password'));
  const port = await freePort();
  const url = postgresUrl(password, port);
  const settings = [`max_connections=${MAX_CONNECTIONS}`, `fsync=${durable ? 'on' : 'off'}`];
  const datastore = await startContainer('PostgreSQL', {
    image: 'postgres:18',
    data: { source: join(directory, 'data'), target: '/var/lib/postgresql' },
    ports: [{ container: 5432, host: port }],
    configure: container =>
      container
        .withEnvironment({ POSTGRES_PASSWORD: password })
        .withCommand(['postgres', ...settings.flatMap(setting => ['-c', setting])]),
    isReady: () => isPostgresReady(url),
  });
  return { ...datastore, url };
}

/** The URL of the superuser on this machine. */
export function postgresUrl(password: string, port: number): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

/** Whether a server takes this login and answers a query. */
export async function isPostgresReady(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {}); // it may be cut at any time; the next attempt tells
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
