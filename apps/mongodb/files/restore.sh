#!/bin/sh
# Puts the collections of an archive, read from standard input, in the place of those that are there. Runs in the container of
# any member.
set -eu

config=$(mktemp)
trap 'rm -f "$config"' EXIT
printf "password: '%s'\n" "$(cat /run/secrets/mongodb/root-password)" >"$config"
mongorestore --config="$config" --host="rs0/$MEMBERS" --username=root --authenticationDatabase=admin \
  --nsInclude='media.*' --drop --archive --stopOnError
