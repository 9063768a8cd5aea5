import { type Kysely, sql } from 'kysely';

/** Accounts, their one-time recovery codes, and the open confirmations of their addresses. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`grant usage on schema auth to auth`.execute(db);
  await sql`
    create table auth.auth_user (
      id uuid primary key default gen_random_uuid(),
      email text not null,
      password_hash text not null,
      token_version integer not null default 0,
      disabled boolean not null default false,
      confirmed boolean not null,
      totp_secret bytea,
      totp_enabled boolean not null default false,
      totp_last_step bigint,
      created_at timestamptz not null default now(),
      check (totp_secret is not null or not totp_enabled)
    )`.execute(db);
  await sql`create unique index auth_user_email on auth.auth_user (lower(email))`.execute(db);
  await sql`
    create table auth.recovery_code (
      user_id uuid not null references auth.auth_user on delete cascade,
      code_hash bytea not null,
      primary key (user_id, code_hash)
    )`.execute(db);
  // One a user: asking again replaces the link mailed before.
  await sql`
    create table auth.confirmation (
      user_id uuid primary key references auth.auth_user on delete cascade,
      token_hash bytea not null unique,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`
    grant select, insert, update, delete on auth.auth_user, auth.recovery_code, auth.confirmation to auth
  `.execute(db);
}
