# Follows one file from a byte on, until the ticks end; open.sh goes before this, and watch.sh is appended.
#
# $1  the name that is watched for a rename
# $2  the file, where it was found to be when it was open: it must still be there
# $3  its device:inode; anything else is not the file that was asked for
# $4  the first byte, counted from 1
# $5  a spelling of "/" that no log can guess, such as /././/.//./
#
# Standard output is the log, with tail's own messages in it: they begin with $5, since tail is called by a path that begins
# with it. That is how "file truncated" stands between the last byte before and the first byte after, and cannot be forged.
# Standard error answers:  =  the name leads to the file   ! SIZE  it does not (any more)   ?  this is not the file, good-bye
name=$1

# Descriptor 9, because tail opens its file on the lowest free one, and the two must not be mistaken for each other below.
if ! open "$2" || [ "$opened" != "$2" ] || [ "$(stat -L -c %d:%i /dev/fd/9)" != "$3" ]; then
  echo '?' >&2
  exit 0
fi

program=$(command -v tail)
case $program in
  /*) program=$5$program ;;
esac
"$program" -c "+$4" -f -- "$2" 2>&1 9<&- &
child=$!
# From here on tail alone holds standard output, so that its end is the end of the stream.
exec >/dev/null
# The connection may be gone when we answer; then standard input ends, and that is what we act on.
trap '' PIPE

ended() {
  :
}

finish() {
  kill "$child" 2>/dev/null
}

# tail opens by name, after us: nothing is answered before it is seen to have opened the same file. No log byte is believed before.
opened() {
  for fd in /proc/$child/fd/[3-8]; do
    [ "$fd" -ef /dev/fd/9 ] && return 0
  done
  return 1
}
tries=0
until opened; do
  tries=$((tries + 1))
  if [ $tries -gt 120 ]; then
    echo '?' >&2
    finish
    exit 0
  fi
  [ $tries -le 20 ] || sleep 0.01
done

# No process is started for this in the normal case: [ and echo are built in.
answer() {
  if [ "$name" -ef /dev/fd/9 ]; then
    echo =
  else
    echo "! $(stat -L -c %s /dev/fd/9)"
  fi >&2
}
