#!/bin/sh
# Runs a command inside the Debian root as one of its users, with a folder of ours as /data.
# Usage: enter-root.sh ROOT DATA USER [NAME=VALUE ...] COMMAND ...
# It is started in mount and process namespaces of its own, which take mounts and processes along when they end.
set -e
root=$1 data=$2 user=$3
shift 3
mount -t proc proc "$root/proc"
mount --bind "$data" "$root/data"
chroot "$root" chown "$user:" /data
# The death signal is set after the change of user, which clears it.
exec chroot "$root" setpriv --reuid="$user" --regid="$user" --init-groups --no-new-privs --pdeathsig KILL \
  env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/lib/postgresql/18/bin LC_ALL=C.UTF-8 "$@"
