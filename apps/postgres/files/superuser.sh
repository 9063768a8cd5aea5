#!/bin/sh
# Gives the superuser the password of the Secret, at each start of the server. The image does so only when it makes the
# database; here a new password needs no old one, since the socket trusts the container's user.
set -eu

until pg_isready --quiet --host=127.0.0.1; do sleep 1; done
psql --no-psqlrc --quiet --username=postgres --dbname=postgres \
  --set=role=postgres --set=file=/run/secrets/postgres/superuser-password --file=/scripts/password.sql
