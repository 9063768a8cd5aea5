#!/bin/sh
# Runs ffmpeg or ffprobe (whichever of the two links beside this file it is called by) on a stranger's file, confined:
# - killed by the kernel when the converter dies, so that a kill -9 leaves nothing running;
# - without our environment (it holds secrets) and without a way to new privileges;
# - with limits. A limit on processes is not among them: RLIMIT_NPROC counts all that a user runs on the whole node and
#   does not bind root, so the number that suits one machine breaks another. The pod's PID limit is the right place.
# `exec` all the way: the process that the converter kills is ffmpeg itself.
tool=$(basename "$0")
case $tool in
ffprobe) cpu=20 file=$((1024 * 1024)) ;;      # reads headers and the first seconds in 0.1 s, writes nothing
*) cpu=1200 file=$((640 * 1024 * 1024)) ;; # the longest MP3 is 4 h of 320 kbit/s: 550 MiB
esac
memory=768
case $1 in
--memory-mib=*) memory=${1#*=} && shift ;; # of several that run at once; not for ffmpeg, which would refuse it
esac
# Memory is what a process may write to (`data`: 250 MiB are plenty for 8K video), below what the pod has: a file of 1 kB that
# asks for 2 GiB is refused them, and the pod is not killed. `as` is what it may map besides. Of the CPU seconds, the first says SIGXCPU, which ffmpeg
# answers by ending with a message; the second kills.
exec env -i PATH="$PATH" setpriv --pdeathsig KILL --no-new-privs \
  prlimit --data=$((memory * 1024 * 1024)) --as=$((2 * 1024 * 1024 * 1024)) --cpu=$cpu:$((cpu + 10)) --fsize=$file --nofile=64 --core=0 \
  "$tool" "$@"
