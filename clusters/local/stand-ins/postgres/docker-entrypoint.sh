#!/bin/bash
# Makes the database of an empty volume, then runs the server. Of the official image's variables it knows POSTGRES_PASSWORD,
# POSTGRES_PASSWORD_FILE and POSTGRES_INITDB_ARGS; there are no /docker-entrypoint-initdb.d and no other superuser.
set -eu

if [[ ${1:-} == -* ]]; then set -- postgres "$@"; fi
if [[ $1 == postgres && ! -s $PGDATA/PG_VERSION ]]; then
  password=${POSTGRES_PASSWORD:-$(<"${POSTGRES_PASSWORD_FILE:?names the superuser\'s password}")}
  # Beside its place first: an interrupted one must not pass for a database.
  rm -rf "$PGDATA.new"
  mkdir -p "$PGDATA.new"
  # The arguments are words, as in the official image.
  # shellcheck disable=SC2086
  initdb --pgdata="$PGDATA.new" --username=postgres --pwfile=<(printf '%s\n' "$password") \
    --auth-local=trust --auth-host=scram-sha-256 ${POSTGRES_INITDB_ARGS:-}
  mv "$PGDATA.new" "$PGDATA"
fi
exec "$@"
