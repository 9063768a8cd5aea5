import { type Kysely, sql } from 'kysely';

/** What throttling counts: failed and undecided attempts of the last minutes. Unlogged: a crash may forget them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create unlogged table auth.attempt (
      id bigint generated always as identity primary key,
      kind text not null,
      address text not null,
      account text,
      settled boolean not null,
      at timestamptz not null default clock_timestamp()
    )`.execute(db);
  await sql`create index attempt_recent on auth.attempt (kind, address, at)`.execute(db);
  await sql`create index attempt_at on auth.attempt (at)`.execute(db);
  await sql`grant select, insert, update, delete on auth.attempt to auth`.execute(db);
}
