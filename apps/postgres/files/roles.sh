#!/bin/sh
# Brings database, roles, schemas and passwords to what roles.sql and the Secret say, as often as one likes.
# PGHOST names the server, ROLES who gets a password.
set -eu

scripts=${SCRIPTS:-/scripts}
secrets=${SECRETS:-/run/secrets/postgres}
PGPASSFILE=$(mktemp)
export PGPASSFILE PGUSER=postgres PGCONNECT_TIMEOUT=5 PGOPTIONS='--client-min-messages=warning'
# Colons and backslashes have a meaning in this file.
printf '*:*:*:*:%s\n' "$(sed 's/[:\\]/\\&/g' "$secrets/superuser-password")" >"$PGPASSFILE"

run() { psql --no-psqlrc --no-password --quiet --set=ON_ERROR_STOP=1 "$@"; }

# The server may be starting, or not yet have restarted with a new password of the superuser. Kubernetes tries again.
tries=150
until run --dbname=postgres --command='select' >/dev/null; do
  tries=$((tries - 1))
  test "$tries" -gt 0
  sleep 2
done

run --dbname=postgres <<'SQL'
select 'create database video_converter' where not exists (select from pg_database where datname = 'video_converter') \gexec
SQL
run --dbname=video_converter --single-transaction --file="$scripts/roles.sql"
for role in $ROLES; do
  run --dbname=postgres --set=role="$role" --set=file="$secrets/$(echo "$role" | tr _ -)-password" --file="$scripts/password.sql"
done
echo "database video_converter has its roles: $ROLES"
