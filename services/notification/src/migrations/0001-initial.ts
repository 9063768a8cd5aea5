import { type Kysely, sql } from 'kysely';

/** Tables, the outcomes that the gateway shows, and what each service may do. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createPreferenceTables(db);
  await createDeliveryTable(db);
  await createOutcomeView(db);
  await grantToServices(db);
}

async function createPreferenceTables(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table notification.preference (
      user_id uuid primary key,
      email boolean not null default true,
      push boolean not null default true,
      webhook_url text,
      webhook_secret bytea,
      constraint webhook_signed check ((webhook_url is null) = (webhook_secret is null))
    )`.execute(db);
  await sql`
    create table notification.push_subscription (
      endpoint text primary key,
      user_id uuid not null,
      p256dh text not null,
      auth text not null,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index push_subscription_of_user on notification.push_subscription (user_id, created_at desc)`.execute(
    db,
  );
}

async function createDeliveryTable(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table notification.delivery (
      id uuid primary key default uuidv7(),
      user_id uuid not null,
      fid uuid,
      epoch integer,
      kind text not null check (kind in ('completed', 'failed', 'confirmation')),
      channel text not null check (channel in ('email', 'push', 'webhook')),
      recipient text,
      content jsonb,
      sealed_token bytea,
      status text not null default 'pending' check (status in ('pending', 'sent', 'refused', 'gave-up')),
      attempts integer not null default 0,
      doubts integer not null default 0,
      due_at timestamptz not null default now(),
      lease_token uuid,
      detail text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint job_or_confirmation check ((kind = 'confirmation') = (fid is null) and (fid is null) = (epoch is null)),
      constraint emptied_once_decided check
        (status = 'pending' or (content is null and sealed_token is null and lease_token is null))
    )`.execute(db);
  // Once a channel, and for push once a browser. (Nulls are distinct: confirmations are not bound by it.)
  await sql`
    create unique index delivery_once on notification.delivery
      (fid, epoch, kind, channel, (case channel when 'push' then recipient else '' end))`.execute(db);
  await sql`create index delivery_due on notification.delivery (channel, due_at) where status = 'pending'`.execute(
    db,
  );
  await sql`create index delivery_of_user on notification.delivery (user_id)`.execute(db);
  await sql`create index delivery_age on notification.delivery (created_at)`.execute(db);
}

/** One line a channel: `sent` when any browser has it, `pending` while one still may. */
async function createOutcomeView(db: Kysely<unknown>): Promise<void> {
  await sql`
    create view notification.outcome as
    select fid, epoch, channel,
      case
        when bool_or(status = 'sent') then 'sent'
        when bool_or(status = 'pending') then 'pending'
        when bool_or(status = 'gave-up') then 'gave-up'
        else 'refused'
      end as status,
      max(attempts) as attempts,
      max(updated_at) as updated_at
    from notification.delivery
    where fid is not null
    group by fid, epoch, channel`.execute(db);
}

async function grantToServices(db: Kysely<unknown>): Promise<void> {
  await sql`grant usage on schema notification to notification, gateway`.execute(db);
  await sql`
    grant select, insert, update, delete on notification.preference, notification.push_subscription,
      notification.delivery to notification`.execute(db);
  await sql`grant select on notification.outcome to gateway`.execute(db);
}
