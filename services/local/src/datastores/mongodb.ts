import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { freePort } from '../native/free-port.ts';
import { startContainer } from './container.ts';
import { keptPassword } from './credentials.ts';
import type { DatastoreOptions, Mongodb } from './datastore.ts';
import { somebodyElses } from './environment.ts';

/** The server that MONGODB_ADMIN_URL names. */
export function mongodbOfEnvironment(env: NodeJS.ProcessEnv): Mongodb | undefined {
  const url = env.MONGODB_ADMIN_URL;
  if (!url) return undefined;
  return { ...somebodyElses('MongoDB', 'MONGODB_ADMIN_URL'), url, createUser: user => createUser(url, user) };
}

/** MongoDB as a container: a replica set of one member, as only such a set has majority and journal semantics. */
export async function startMongodbContainer({ directory }: DatastoreOptions): Promise<Mongodb> {
  const password = await keptPassword(join(directory, 'password'));
  const port = await freePort();
  const url = `mongodb://admin:${password}@127.0.0.1:${port}/?authSource=admin&directConnection=true`;
  const datastore = await startContainer('MongoDB', {
    image: 'mongo:8',
    data: { source: join(directory, 'data'), target: '/data/db' },
    ports: [{ container: 27017, host: port }],
    configure: container =>
      container
        .withEnvironment({
          MONGO_INITDB_ROOT_USERNAME: 'admin',
          MONGO_INITDB_ROOT_PASSWORD: password,
          KEY: Buffer.from(password).toString('hex'), // a key file holds base64, and password is base64url
        })
        .withEntrypoint(['bash', '-c', WITH_KEY_FILE, 'mongo'])
        .withCommand(['mongod', '--replSet', 'rs0', '--keyFile', '/tmp/key', '--bind_ip_all']),
    isReady: () => isMongodbReady(url),
    initialize: () => initiateReplicaSet(url),
  });
  return { ...datastore, url, createUser: user => createUser(url, user) };
}

/** Members of a replica set with users need a key file, which must belong to the server's user. */
const WITH_KEY_FILE = `echo "$KEY" > /tmp/key && chmod 400 /tmp/key
if [ "$(id -u)" = 0 ]; then chown mongodb /tmp/key; fi
exec docker-entrypoint.sh "$@"`;

async function initiateReplicaSet(url: string): Promise<void> {
  await withAdmin(url, async client => {
    const admin = client.db('admin');
    const { setName } = await admin.command({ hello: 1 });
    if (!setName) {
      await admin.command({
        replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host: '127.0.0.1:27017' }] },
      });
    }
    while (!(await admin.command({ hello: 1 })).isWritablePrimary);
  });
}

/** With real MongoDB: a user who reads and writes one database and sees no other. */
async function createUser(
  adminUrl: string,
  { database, name, password }: { database: string; name: string; password: string },
): Promise<string> {
  await withAdmin(adminUrl, async client => {
    const admin = client.db('admin');
    const { users } = await admin.command({ usersInfo: name });
    const command = users.length > 0 ? { updateUser: name } : { createUser: name };
    await admin.command({ ...command, pwd: password, roles: [{ role: 'readWrite', db: database }] });
  });
  return userUrl(adminUrl, database, name, password);
}

/** The URL of another user of the same server. */
export function userUrl(adminUrl: string, database: string, name: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = encodeURIComponent(name);
  url.password = encodeURIComponent(password);
  url.pathname = `/${database}`;
  url.searchParams.set('authSource', 'admin');
  return url.href;
}

/** Whether a server takes this login and answers. */
export async function isMongodbReady(url: string): Promise<boolean> {
  try {
    await withAdmin(url, client => client.db('admin').command({ ping: 1 }));
    return true;
  } catch {
    return false;
  }
}

async function withAdmin(url: string, work: (client: MongoClient) => Promise<unknown>): Promise<void> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 2_000 });
  try {
    await work(client);
  } finally {
    await client.close();
  }
}
