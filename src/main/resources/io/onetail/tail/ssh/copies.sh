# Shows what lies beside a file and may be a copy of what it was: rotated, copied, compressed. By whose names it is one, the caller decides.
#
# $1  the name, in which %d may stand for a date   $2  number of first bytes to show
#
# A link is no copy: it may lead anywhere.
#
# Standard output: where the name leads NUL, then for each NUL-terminated path, time of the last change (seconds) and first bytes in hexadecimal
printf '%s\000' "$target"
left=100

offer() {
  if [ $left -gt 0 ] && [ ! -L "$2" ] && open "$2"; then
    printf '%s\000%s\000' "$2" "$(changed /dev/fd/9)"
    unpack "$2" /dev/fd/9 | hex "$1"
    printf '\000'
    left=$((left - 1))
  fi
}

# Not every stat has fractions of seconds.
changed() {
  time=$(stat -L -c %.9Y -- "$1" 2>/dev/null)
  case $time in
    '' | *[!0-9.-]*) stat -L -c %Y -- "$1" ;;
    *) echo "$time" ;;
  esac
}

# app.log became app.log.1, app.log-20260131, app.2.log.gz or app-20260131.log
beside() {
  case $3 in
    *%d*)
      for file in "$2${3%%%d*}"[0-9]*"${3#*%d}"*; do
        offer "$1" "$file"
      done
      return
      ;;
  esac
  offer "$1" "$2$3"
  for file in "$2$3"[._-]*; do
    offer "$1" "$file"
  done
  stem=${3%.*}
  if [ -n "$stem" ] && [ "$stem" != "$3" ]; then
    for file in "$2$stem"[._-]*"${3#"$stem"}"*; do
      offer "$1" "$file"
    done
  fi
}

beside "$2" "$here" "${1##*/}"
[ -z "$there" ] || beside "$2" "$there" "${target##*/}"
exit 0
