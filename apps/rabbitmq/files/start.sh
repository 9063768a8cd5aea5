#!/bin/bash
# Starts a node with the cookie and the users of the Secret. Definitions are imported at each start, so that a changed password
# takes effect with the restart; whatever they do not name is left alone.
set -eu

secrets=${SECRETS:-/run/secrets/rabbitmq}

# A file of a Secret can be read by its group, and Erlang refuses such a cookie.
install -m 0400 "$secrets/erlang-cookie" "$HOME/.erlang.cookie"

password() {
  local value
  value=$(<"$secrets/$1-password")
  if [[ ! $value =~ ^[A-Za-z0-9._~-]{8,}$ ]]; then
    echo "$1-password must be 8 or more of A-Z a-z 0-9 . _ ~ -" >&2
    return 1
  fi
  printf '%s' "$value"
}

admin=$(password admin)
keda=$(password keda)
umask 077
cat >"$HOME/definitions.json" <<JSON
{
  "vhosts": [{ "name": "/" }],
  "users": [
    { "name": "admin", "password": "$admin", "tags": ["administrator"] },
    { "name": "keda", "password": "$keda", "tags": ["monitoring"] }
  ],
  "permissions": [
    { "user": "admin", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" },
    { "user": "keda", "vhost": "/", "configure": "^$", "write": "^$", "read": "^$" }
  ]
}
JSON
exec docker-entrypoint.sh rabbitmq-server
