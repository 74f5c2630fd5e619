# Runs a command that an administrator defined and passes on its standard output, until the ticks end; watch.sh is appended.
#
# $1  the command
#
# Standard error answers each tick with  =  and says so once at the begin, so that the words of a command that ends at once count too
command -v setsid >/dev/null && group=setsid || group=
# A session of its own, so that everything the command has started ends with it.
$group sh -c "$1" </dev/null 2>/dev/null &
child=$!
exec >/dev/null
trap '' PIPE

finish() {
  if [ -n "$group" ]; then
    kill -s TERM -- "-$child"
    (
      sleep 1
      kill -s KILL -- "-$child"
    ) &
  else
    kill "$child"
  fi
} </dev/null >/dev/null 2>&1

answer() {
  echo = >&2
}

answer
