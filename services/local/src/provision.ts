import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Client } from 'pg';

/** The logins of the product's database: owners run migrations, the others are services. */
export const ROLES = [
  'auth_owner',
  'jobs_owner',
  'notification_owner',
  'auth',
  'gateway',
  'converter',
  'notification',
] as const;

/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** The same file that the cluster runs. */
const ROLES_SQL = new URL('../../../apps/postgres/files/roles.sql', import.meta.url);

/** Roles belong to the whole server, so that two runs at once would meet, even in two databases. */
const LOCK = 'video-converter provision';

/** What {@link provisionPostgres} makes. */
export interface Provision {
  /** Made unless it exists. */
  database: string;
  /** A database to copy instead of an empty one. */
  template?: string;
  passwords: Readonly<Record<Role, string>>;
}

/** Makes a database with the product's roles and schemas, or brings it up to date, and returns each role's URL. */
export async function provisionPostgres(
  superuserUrl: string,
  { database, template = 'template1', passwords }: Provision,
): Promise<Record<Role, string>> {
  await withClient(superuserUrl, async server => {
    await server.query('select pg_advisory_lock(hashtext($1))', [LOCK]);
    const { rowCount } = await server.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) {
      await server.query(`create database ${name(server, database)} template ${name(server, template)}`);
    }
    await withClient(databaseUrl(superuserUrl, database), async client => {
      await client.query(await readFile(ROLES_SQL, 'utf8'));
      for (const role of ROLES) {
        await client.query(
          `alter role ${name(client, role)} password ${client.escapeLiteral(passwords[role])}`,
        );
      }
    });
  });
  return perRole(role => databaseUrl(superuserUrl, database, role, passwords[role]));
}

/** A new random password for each role. */
export function generatePasswords(): Record<Role, string> {
  return perRole(() => randomBytes(18).toString('base64url'));
}

/** The URL of a database of the same server, for the same or another user. */
export function databaseUrl(serverUrl: string, database: string, user?: string, password?: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  if (user !== undefined) url.username = encodeURIComponent(user);
  if (password !== undefined) url.password = encodeURIComponent(password);
  return url.href;
}

/** Runs `work` with a connection that ends afterwards, and with it whatever locks the session holds. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function perRole(value: (role: Role) => string): Record<Role, string> {
  return Object.fromEntries(ROLES.map(role => [role, value(role)])) as Record<Role, string>;
}

function name(client: Client, identifier: string): string {
  return client.escapeIdentifier(identifier);
}
