import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import type { Logger } from './logger.ts';

// bigint (sizes, counts) as a number: nothing here comes near 2^53.
types.setTypeParser(types.builtins.INT8, Number);

/** How a pool behaves; the time limits turn a frozen server into an error that callers can answer with 503. */
export type DatabaseOptions = { url: string; log: Logger; poolSize?: number; statementTimeoutMs?: number };

/**
 * A typed pool of connections to PostgreSQL. It connects on first use, so that a service starts before its database.
 * The caller destroys it.
 */
export function openDatabase<Schema>(options: DatabaseOptions): Kysely<Schema> {
  const statementTimeout = options.statementTimeoutMs ?? 10_000;
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeout,
    // The server cannot enforce its own limit while it is frozen or unreachable.
    query_timeout: statementTimeout + 2_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
  });
  // Without a listener of its own, a connection that is cut while it is in use would end the process; the query under
  // way fails all the same.
  pool.on('connect', client => client.on('error', () => {}));
  pool.on('error', error => options.log.warn({ err: error }, 'lost an idle database connection'));
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}
