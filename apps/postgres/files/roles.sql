-- Roles and schemas of one database, by default video_converter. A superuser runs it inside that database, with psql or
-- with any client that sends several statements at once; to run it again changes nothing.
--
-- Each schema belongs to an owner role, whom migrations log in as; services have roles of their own, to whom migrations
-- grant what they need. Nobody has a password yet: it is set apart from this file, with `alter role … password`.

do $$
declare
  owners constant text[] := array['auth_owner', 'jobs_owner', 'notification_owner'];
  services constant text[] := array['auth', 'gateway', 'converter', 'notification'];
  -- Reads everything and writes nothing: it makes dumps.
  everybody constant text[] := owners || services || array['backup'];
  role text;
begin
  foreach role in array everybody loop
    if not exists (select from pg_roles where rolname = role) then
      execute format('create role %I login', role);
    end if;
    execute format('alter role %I nosuperuser nocreatedb nocreaterole noreplication nobypassrls', role);
    -- A transaction that nobody goes on with must not hold its locks for long.
    execute format('alter role %I set idle_in_transaction_session_timeout = %L', role, '60s');
    execute format('alter role %I set lock_timeout = %L', role, '30s');
  end loop;
  foreach role in array services loop
    -- Every query of a service is short; a migration may take its time.
    execute format('alter role %I set statement_timeout = %L', role, '30s');
  end loop;

  execute format('revoke all on database %I from public', current_database());
  foreach role in array everybody loop
    execute format('grant connect on database %I to %I', current_database(), role);
  end loop;
  grant pg_read_all_data to backup;
end
$$;

revoke all on schema public from public;

create schema if not exists auth authorization auth_owner;
create schema if not exists jobs authorization jobs_owner;
create schema if not exists notification authorization notification_owner;
