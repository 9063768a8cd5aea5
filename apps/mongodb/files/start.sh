#!/bin/bash
# Starts a member. The image's own entry point makes the administrator of an empty data folder; only the first member may
# have one of its own, since a replica set cannot begin with two members that hold something.
set -eu

# A file of a Secret can be read by its group, and mongod refuses such a key.
install -m 0400 /run/secrets/mongodb/keyfile /run/mongodb/keyfile
if [[ $HOSTNAME == *-0 ]]; then
  export MONGO_INITDB_ROOT_USERNAME=root MONGO_INITDB_ROOT_PASSWORD_FILE=/run/secrets/mongodb/root-password
fi
exec docker-entrypoint.sh mongod "$@"
