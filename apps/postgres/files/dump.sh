#!/bin/sh
# Writes a dump of the database into /backup, named by when it began, as a role that can only read.
set -eu

secrets=${SECRETS:-/run/secrets/postgres}
directory=${BACKUP:-/backup}/dump
PGPASSFILE=$(mktemp)
export PGPASSFILE PGUSER=backup PGCONNECT_TIMEOUT=30
printf '*:*:*:*:%s\n' "$(sed 's/[:\\]/\\&/g' "$secrets/backup-password")" >"$PGPASSFILE"

# A folder, since the volume may hold lost+found; made anew, since a container that is run again must leave one dump.
rm -rf "$directory"
mkdir "$directory"
file="$directory/$(date -u +%Y-%m-%dT%H%M%SZ).dump"
pg_dump --no-password --format=custom --compress=zstd --file="$file" video_converter
pg_restore --list "$file" >/dev/null
echo "dumped $(wc -c <"$file") bytes"
