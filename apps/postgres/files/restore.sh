#!/bin/sh
# Puts a dump, read from standard input, in the place of the database. Runs in the server's container, where the socket
# trusts its user. The dump is restored beside the database and swapped in by name: if it is damaged nothing has
# happened, and what was there before stays, under another name, until somebody drops it.
set -eu

export PGUSER=postgres PGDATABASE=postgres PGOPTIONS='--client-min-messages=warning'
scripts=${SCRIPTS:-/scripts}
before="before_$(date -u +%Y%m%d_%H%M%S)"

run() { psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 "$@"; }

dropdb --if-exists --force restored
createdb restored
pg_restore --exit-on-error --single-transaction --dbname=restored
# A dump holds neither the rights on the database itself nor the roles.
run --dbname=restored --single-transaction --file="$scripts/roles.sql"
run --set=before="$before" <<'SQL'
-- Sessions end and new ones wait outside until the name means the other database.
alter database video_converter with allow_connections false;
select count(pg_terminate_backend(pid, 10000)) as "sessions ended" from pg_stat_activity where datname = 'video_converter';
begin;
alter database video_converter rename to :"before";
alter database restored rename to video_converter;
commit;
SQL
echo "restored; what was there before is the database $before: dropdb $before"
