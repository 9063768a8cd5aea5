#!/bin/bash
# As in the official image the administrator is made on an empty volume, and never again.
set -eu

if [[ $1 == mongod && -e /data/db/administrator ]]; then unset MONGO_INITDB_ROOT_USERNAME; fi
exec "$@"
