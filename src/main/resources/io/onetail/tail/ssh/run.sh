# Runs a command that an administrator defined and passes on what it says, until the ticks end; watch.sh is appended.
#
# $1  the command
# $2  the script that runs it, CommandShell
# $3  what lines of standard error begin with
#
# Standard error answers each tick with  =  and says so once at the begin, so that the words of a command that ends at once count too.
# When the command has ended by itself:  ~ WORDS  the last of its standard error, from the script;  # STATUS
command -v setsid >/dev/null && group=setsid || group=
# A session of its own, so that everything the command has started ends with it.
$group sh -c "$2" onetail "$1" "$3" </dev/null &
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

ended() {
  echo "# $1" >&2
}

answer
