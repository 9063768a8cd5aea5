import { type Kysely, sql } from 'kysely';

/** Tokens given up before their time. No foreign keys: the tokens of a deleted user must stay refused. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table auth.token_revocation (
      jti uuid primary key,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`
    create table auth.user_revocation (
      user_id uuid primary key,
      least_version integer not null,
      revoked_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    grant select, insert, update, delete on auth.token_revocation, auth.user_revocation to auth
  `.execute(db);
}
