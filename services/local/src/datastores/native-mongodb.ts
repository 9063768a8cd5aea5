import { join } from 'node:path';
import { freePort } from '../native/free-port.ts';
import { runInRoot } from '../native/root-process.ts';
import { keptPassword } from './credentials.ts';
import type { DatastoreOptions, Mongodb } from './datastore.ts';
import { isMongodbReady, userUrl } from './mongodb.ts';
import { type NativeServer, startNative } from './native.ts';
import { postgresServer, SOCKET_DIRECTORY } from './native-postgres.ts';

/**
 * FerretDB over DocumentDB, which is PostgreSQL with an extension. The PostgreSQL below is one of its own, apart from
 * the one of the jobs, so that either datastore can crash, freeze and lose its data alone, as in production.
 */
export async function startNativeMongodb(root: string, options: DatastoreOptions): Promise<Mongodb> {
  const password = await keptPassword(join(options.directory, 'password'));
  const port = await freePort();
  const url = `mongodb://admin:${password}@127.0.0.1:${port}/`;
  const documentdb = documentdbServer(root, password, options);
  const ferretdb: NativeServer = {
    ...documentdb,
    name: 'ferretdb',
    command: [
      'ferretdb',
      `--postgresql-url=postgres://postgres@/postgres?host=${SOCKET_DIRECTORY}`,
      `--listen-addr=127.0.0.1:${port}`,
      '--state-dir=/data',
      '--telemetry=disable',
      '--debug-addr=-',
      '--log-level=warn',
    ],
    stopSignal: 'SIGTERM',
    isReady: () => isMongodbReady(url),
    async prepare() {},
    async initialize() {},
  };
  const datastore = await startNative('MongoDB', options.directory, [documentdb, ferretdb]);
  return {
    ...datastore,
    url,
    async createUser({ database, name, password }) {
      await createRole(documentdb, name, password);
      return userUrl(url, database, name, password);
    },
  };
}

function documentdbServer(root: string, password: string, options: DatastoreOptions) {
  const server = postgresServer({
    ...options,
    root,
    password,
    settings: {
      listen_addresses: '', // FerretDB reaches it by the socket
      shared_preload_libraries: 'pg_cron,pg_documentdb_core,pg_documentdb',
      'cron.database_name': 'postgres',
      'cron.use_background_workers': 'on',
      'documentdb.localhost_connection_string': `host=${SOCKET_DIRECTORY} port=5432`, // it connects to itself
      // Unique indexes of DocumentDB are exclusion constraints: racing writers of one key find out by a deadlock.
      deadlock_timeout: '50ms',
      max_connections: '200',
    },
    isReady: async () => {
      try {
        await psql(server, 'select 1');
        return true;
      } catch {
        return false;
      }
    },
  });
  return {
    ...server,
    async initialize() {
      await psql(server, 'create extension if not exists documentdb cascade');
      await createRole(server, 'admin', password);
    },
  } satisfies NativeServer;
}

type InRoot = Pick<NativeServer, 'root' | 'data' | 'user'>;

/** Users are made in SQL, for those of FerretDB's `createUser` are superusers of PostgreSQL. */
async function createRole(server: InRoot, name: string, password: string): Promise<void> {
  // psql quotes the variables, :"" as an identifier and :'' as a string.
  await psql(
    server,
    `\\set name ${quoted(name)}
     \\set password ${quoted(password)}
     select format('create role %I login in role documentdb_admin_role', :'name')
     where not exists (select from pg_roles where rolname = :'name') \\gexec
     alter role :"name" password :'password'`,
  );
}

/** A value of psql's \set. */
function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

async function psql({ root, data, user }: InRoot, sql: string): Promise<string> {
  const command = [
    'psql',
    '--host',
    SOCKET_DIRECTORY,
    '--no-psqlrc',
    '--quiet',
    '--set',
    'ON_ERROR_STOP=1',
    'postgres',
  ];
  return await runInRoot({ root, data, user, command }, { input: `${sql};\n` });
}
