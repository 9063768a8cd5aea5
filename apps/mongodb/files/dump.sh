#!/bin/sh
# Writes the database `media` into /backup, named by when it began, as a user that can only read; from a secondary if there
# is one. Not compressed: videos and MP3s are.
set -eu

secrets=${SECRETS:-/run/secrets/mongodb}
directory=${BACKUP:-/backup}/dump
# The password must be on no command line.
config=$(mktemp)
printf "password: '%s'\n" "$(cat "$secrets/backup-password")" >"$config"

# A folder, since the volume may hold lost+found; made anew, since a container that is run again must leave one dump.
rm -rf "$directory"
mkdir "$directory"
file="$directory/$(date -u +%Y-%m-%dT%H%M%SZ).archive"
mongodump --config="$config" --host="rs0/$MEMBERS" --username=backup --authenticationDatabase=admin \
  --readPreference=secondaryPreferred --db=media --archive="$file"
echo "dumped $(wc -c <"$file") bytes"
