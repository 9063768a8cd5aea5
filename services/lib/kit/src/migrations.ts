import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { Pool } from 'pg';
import type { Logger } from './logger.ts';

/**
 * Brings one schema up to date, once however many run it at a time: kysely's migrator holds an advisory lock, and all
 * pending migrations commit together or not at all. Migrations of a later version that have run already stay as they are: a program
 * that is rolled back works with their schema, and must not fail for their sake.
 *
 * @param options.url connection of the role that owns the schema
 * @param options.migrations in the order of their names; a name never changes after its release
 * @throws the error of the migration that failed; nothing of the run is kept
 */
export async function runMigrations(options: {
  url: string;
  schema: string;
  migrations: Record<string, Migration>;
  log: Logger;
}): Promise<void> {
  const { url, schema, migrations, log } = options;
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new Pool({ connectionString: url, max: 2 }) }),
  });
  try {
    const migrator = new Migrator({
      db,
      provider: {
        getMigrations: async () => ({
          ...migrations,
          ...(await findLater(db, schema, Object.keys(migrations))),
        }),
      },
      migrationTableSchema: schema,
    });
    const { error, results } = await migrator.migrateToLatest();
    for (const result of results ?? [])
      log.info({ migration: result.migrationName, status: result.status }, 'migrated');
    if (error) throw error;
    log.info({ schema, applied: results?.length ?? 0 }, 'schema is up to date');
  } finally {
    await db.destroy();
  }
}

/** Those that have run and come after all that we know, as migrations that have nothing left to do. */
async function findLater(
  db: Kysely<unknown>,
  schema: string,
  known: readonly string[],
): Promise<Record<string, Migration>> {
  const table = sql.table(`${schema}.kysely_migration`);
  const { rows: tables } = await sql<{ oid: string | null }>`
    select to_regclass(${`${schema}.kysely_migration`}) as oid`.execute(db);
  if (!tables[0]?.oid) return {};
  const { rows } = await sql<{ name: string }>`select name from ${table}`.execute(db);
  const last = known.toSorted().at(-1) ?? '';
  return Object.fromEntries(
    rows.filter(({ name }) => name > last).map(({ name }) => [name, { up: async () => {} }]),
  );
}
