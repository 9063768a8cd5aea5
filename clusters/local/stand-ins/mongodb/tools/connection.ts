import { readFile } from 'node:fs/promises';
import { MongoClient } from 'mongodb';

/** Options of the real tools that say where to and as whom. */
export const CONNECTION_OPTIONS = {
  config: { type: 'string' },
  host: { type: 'string' },
  username: { type: 'string' },
  authenticationDatabase: { type: 'string' },
} as const;

/** As they were given. */
export type ConnectionOptions = { [name in keyof typeof CONNECTION_OPTIONS]?: string };

/** Connects as the real tools do: `--host` is `<set>/<host>,…`, and the password stands in the file of `--config`. */
export async function connect(options: ConnectionOptions): Promise<MongoClient> {
  const { config, host, username, authenticationDatabase } = options;
  const [, replicaSet = '', hosts] = /^(.+)\/(.+)$/.exec(host ?? '') ?? [];
  if (!config || !hosts || !username)
    throw new Error('--config, --host=<set>/<hosts>, --username are needed');
  const [, password] = /^password: '(.*)'$/m.exec(await readFile(config, 'utf8')) ?? [];
  if (!password) throw new Error(`${config} has no password`);
  return MongoClient.connect(`mongodb://${hosts}`, {
    replicaSet,
    auth: { username, password },
    authSource: authenticationDatabase,
    serverSelectionTimeoutMS: 30_000,
  });
}
