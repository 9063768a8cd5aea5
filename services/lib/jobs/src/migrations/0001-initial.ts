import { type Kysely, sql } from 'kysely';

/** Tables, the change notification, and what each service may do (DESIGN: the gateway all, the others what they need). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createJobTable(db);
  await createBlobTable(db);
  await createBlobRelease(db);
  await createChangeNotification(db);
  await grantToServices(db);
}

async function createJobTable(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table jobs.job (
      fid uuid primary key default uuidv7(),
      owner uuid not null,
      name text not null,
      requested_bitrate text,
      used_bitrate text,
      state text not null check (state in
        ('receiving', 'stored', 'converting', 'converted', 'failed', 'canceled', 'expired', 'deleted')),
      epoch integer not null default 0,
      attempts integer not null default 0 check (attempts >= 0),
      lease_token uuid,
      lease_until timestamptz,
      next_attempt_at timestamptz not null default now(),
      progress real not null default 0 check (progress between 0 and 1),
      video_file text,
      video_size bigint not null,
      video_sha256 text,
      video_type text,
      mp3_file text,
      mp3_size bigint,
      mp3_sha256 text,
      mp3_duration double precision,
      error_code text,
      error_detail text,
      published_at timestamptz,
      published_count integer not null default 0,
      is_publish_confirmed boolean not null default false,
      notified_at timestamptz,
      idempotency_key text,
      content_length bigint,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      expires_at timestamptz,
      constraint leased_while_worked_on check
        ((state in ('receiving', 'converting')) = (lease_token is not null and lease_until is not null)),
      constraint source_kept_until_converted check
        (state not in ('stored', 'converting', 'failed') or video_file is not null),
      constraint mp3_while_converted check ((state = 'converted') = (mp3_file is not null)),
      constraint error_while_failed check (state <> 'failed' or error_code is not null)
    ) with (fillfactor = 80)`.execute(db); // room for the next version of a row: renewals and marks change it in place
  await sql`create unique index job_idempotency on jobs.job (owner, idempotency_key) where idempotency_key is not null`.execute(
    db,
  );
  await sql`create index job_of_owner on jobs.job (owner, fid desc)`.execute(db);
  await sql`create index job_changes on jobs.job (owner, updated_at)`.execute(db);
  await sql`create index job_due on jobs.job (next_attempt_at) where state = 'stored'`.execute(db);
  await sql`create index job_unnotified on jobs.job (updated_at) where state in ('converted', 'failed') and notified_at is null`.execute(
    db,
  );
  // Not on lease_until: an indexed column that each renewal changes would cost a new entry in every index.
  await sql`create index job_leased on jobs.job (state) where state in ('receiving', 'converting')`.execute(
    db,
  );
  await sql`create index job_expiring on jobs.job (expires_at) where state in ('converted', 'failed', 'canceled')`.execute(
    db,
  );
  await sql`create index job_gone on jobs.job (state, updated_at) where state in ('expired', 'deleted')`.execute(
    db,
  );
}

async function createBlobTable(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table jobs.blob (
      file text primary key,
      bucket text not null check (bucket in ('videos', 'mp3s')),
      fid uuid not null,
      token uuid not null,
      created_at timestamptz not null default now(),
      remove_at timestamptz,
      removed_at timestamptz
    )`.execute(db);
  await sql`create index blob_of_job on jobs.blob (fid)`.execute(db);
  await sql`create index blob_garbage on jobs.blob (remove_at) where remove_at is not null`.execute(db);
}

/**
 * A blob is garbage as soon as its job does not name it and its writer's token is gone from the job. Only a change of
 * the job can bring that about, so it is seen right there, whichever transition makes it; nothing ever looks through
 * the blobs that are kept.
 */
async function createBlobRelease(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function jobs.release_blobs() returns trigger language plpgsql as $$
    begin
      update jobs.blob set remove_at = now()
      where fid = old.fid and remove_at is null
        and (tg_op = 'DELETE' or (token is distinct from new.lease_token
          and file is distinct from new.video_file and file is distinct from new.mp3_file));
      return null;
    end $$`.execute(db);
  await sql`
    create trigger job_let_go after update on jobs.job for each row
    when (old.lease_token is not null and old.lease_token is distinct from new.lease_token
      or old.video_file is not null and old.video_file is distinct from new.video_file
      or old.mp3_file is not null and old.mp3_file is distinct from new.mp3_file)
    execute function jobs.release_blobs()`.execute(db);
  await sql`
    create trigger job_dropped after delete on jobs.job for each row
    execute function jobs.release_blobs()`.execute(db);
}

/** Tells listeners of channel `job` what the owner can see change: the state, the progress, the notifications. */
async function createChangeNotification(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function jobs.notify_change() returns trigger language plpgsql as $$
    begin
      perform pg_notify('job', json_build_object(
        'fid', new.fid, 'owner', new.owner, 'state', new.state, 'progress', new.progress,
        'isProgressOnly', tg_op = 'UPDATE' and old.updated_at = new.updated_at)::text);
      return null;
    end $$`.execute(db);
  await sql`
    create trigger job_changed after update on jobs.job for each row
    when (old.updated_at is distinct from new.updated_at or old.progress is distinct from new.progress)
    execute function jobs.notify_change()`.execute(db);
}

async function grantToServices(db: Kysely<unknown>): Promise<void> {
  await sql`grant usage on schema jobs to gateway, converter, notification`.execute(db);
  await sql`grant select, insert, update, delete on jobs.job, jobs.blob to gateway`.execute(db);
  await sql`grant select, update, delete on jobs.job to converter`.execute(db);
  await sql`grant select, insert, update, delete on jobs.blob to converter`.execute(db);
  await sql`
    grant select (fid, owner, name, state, epoch, error_code, error_detail, mp3_size, mp3_duration, notified_at, updated_at),
      update (notified_at, updated_at) on jobs.job to notification`.execute(db);
}
