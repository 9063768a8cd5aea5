#!/bin/sh
# As in the official image: what begins with a dash are settings of the server.
set -eu
case ${1:-} in -*) set -- redis-server "$@" ;; esac
# Outside of Debian's own start there is no limit on who may connect but the password.
exec "$@" --protected-mode no
