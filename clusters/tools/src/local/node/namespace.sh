#!/bin/sh
# The first process of a node, in process and mount namespaces of its own: `namespace.sh FOLDER FROM:TO …`.
# When it ends, the kernel ends every process of the node and unmounts whatever these have mounted.
set -eu
folder=$1
shift
# Places that programs of the node have hard-coded: what they write there comes to lie in the node's folder.
for pair; do
  mount --bind "${pair%%:*}" "${pair#*:}"
done
touch "$folder/run/ready"
# Reaps the processes whose parents have ended, as the first process must.
while :; do
  sleep 86400 &
  wait
done
