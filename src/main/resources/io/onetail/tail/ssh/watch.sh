# Appended to follow.sh and run.sh, which define finish, answer and ended: answers each line of standard input, a tick, and ends what
# was started when none came for 6 seconds or standard input has ended, so however the connection died.
#
# bash, BusyBox and others can wait for a limited time; dash can't and gets a watchdog, which each tick puts off by a signal.
watchdog=
limit=
(read -r -t 9 _) </dev/null 2>/dev/null
if [ $? -le 1 ]; then
  limit='-t 6'
else
  # Ignored here, so also in the watchdog until it has its trap: a tick that comes early must not end it.
  trap '' USR1
  (
    trap missed=0 USR1
    missed=0
    while [ $missed -lt 3 ]; do
      missed=$((missed + 1))
      sleep 2
    done
    finish
    kill $$
  ) </dev/null >/dev/null 2>&1 9<&- &
  watchdog=$!
fi

status=0
while read -r $limit _; do
  # One that has ended and was not waited for has no program any more. sshd does not pass on the end of standard output
  # while standard error is open, and that is ours.
  if [ ! -e "/proc/$child/exe" ]; then
    wait "$child"
    status=$?
    ended "$status"
    break
  fi
  answer
  [ -z "$watchdog" ] || kill -s USR1 "$watchdog" 2>/dev/null
done
finish
[ -z "$watchdog" ] || kill "$watchdog" 2>/dev/null
exit $status
