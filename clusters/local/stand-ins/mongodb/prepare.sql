-- Lets DocumentDB answer as MongoDB does where apps/mongodb asks about users. Roles are beyond it: FerretDB gives each user
-- all rights on all databases, whatever it was asked for.
create extension if not exists documentdb cascade;

do $$
begin
  if to_regproc('documentdb_api.update_user_itself') is null then
    alter function documentdb_api.update_user(documentdb_core.bson) rename to update_user_itself;
    alter function documentdb_api.users_info(documentdb_core.bson) rename to users_info_itself;
  end if;
end
$$;

-- It refuses a command that names roles. The command itself comes first in a document, so the order of keys is kept.
create or replace function documentdb_api.update_user(spec documentdb_core.bson) returns documentdb_core.bson
language sql as $$
  select documentdb_api.update_user_itself(documentdb_core.bson_json_to_bson(json_object_agg(key, value)::text))
  from json_each(documentdb_core.bson_to_json_string(spec)::text::json)
  where key <> 'roles'
$$;

-- Of a user that is not there it says nothing, instead of that there are none.
create or replace function documentdb_api.users_info(spec documentdb_core.bson) returns documentdb_core.bson
language sql as $$
  select case when documentdb_core.bson_to_json_string(answer)::text::jsonb ? 'users' then answer
    else documentdb_core.bson_json_to_bson('{"users": [], "ok": 1.0}') end
  from documentdb_api.users_info_itself(spec) as answer
$$;
