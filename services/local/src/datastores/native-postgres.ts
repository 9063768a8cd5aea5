import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../native/free-port.ts';
import { runInRoot } from '../native/root-process.ts';
import { keptPassword } from './credentials.ts';
import type { DatastoreOptions, Postgres } from './datastore.ts';
import { type NativeServer, startNative } from './native.ts';
import { isPostgresReady, MAX_CONNECTIONS, postgresUrl } from './postgres.ts';

/** PostgreSQL out of the Debian root, on a port of the loopback address. */
export async function startNativePostgres(root: string, options: DatastoreOptions): Promise<Postgres> {
  const password = await keptPassword(join(options.directory, 'password'));
  const port = await freePort();
  const url = postgresUrl(password, port);
  const server = postgresServer({
    ...options,
    root,
    password,
    settings: { listen_addresses: '127.0.0.1', port: String(port), max_connections: MAX_CONNECTIONS },
    isReady: () => isPostgresReady(url),
  });
  return { ...(await startNative('PostgreSQL', options.directory, [server])), url };
}

/** Settings of a PostgreSQL server in the Debian root. */
export interface PostgresServerOptions extends DatastoreOptions {
  root: string;
  /** Of the superuser `postgres` over TCP; over the Unix socket, to which only this server's user has access, none. */
  password: string;
  settings: Readonly<Record<string, string>>;
  isReady: () => Promise<boolean>;
}

/** Where a server's Unix socket is, as seen in the Debian root. */
export const SOCKET_DIRECTORY = '/data/run';

/** A PostgreSQL server with its data in `<directory>/data`. */
export function postgresServer({
  root,
  directory,
  durable,
  password,
  settings,
  isReady,
}: PostgresServerOptions) {
  const inRoot = { root, data: join(directory, 'data'), user: 'postgres' } as const;
  const allSettings = {
    unix_socket_directories: SOCKET_DIRECTORY,
    dynamic_shared_memory_type: 'mmap', // the Debian root has no /dev/shm
    max_wal_size: '512MB',
    fsync: durable ? 'on' : 'off', // what was written survives a crash of the server either way
    log_checkpoints: 'off',
    ...settings,
  };
  return {
    ...inRoot,
    name: 'postgres',
    command: ['postgres', '-D', '/data/cluster', ...configuration(allSettings)],
    stopSignal: 'SIGINT',
    isReady,
    async prepare() {
      if (existsSync(join(inRoot.data, 'cluster/PG_VERSION'))) return;
      await runInRoot({ ...inRoot, command: ['sh', '-ec', INITIALIZE] }, { input: password });
    },
  } satisfies NativeServer;
}

/** A cluster that is not complete (initdb was interrupted) has no PG_VERSION in its final place. */
const INITIALIZE = `
rm -rf /data/new
mkdir -p -m 0700 ${SOCKET_DIRECTORY}
cat > /data/password
initdb --pgdata /data/new --encoding UTF8 --locale C.UTF-8 --no-sync --no-instructions \\
  --auth-local trust --auth-host scram-sha-256 --pwfile /data/password
rm /data/password
mv /data/new /data/cluster
`;

function configuration(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
