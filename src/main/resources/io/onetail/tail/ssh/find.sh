# Lists regular files, and links to them, in bounded time.
#
# $1  most seconds for each directory
# then, any number of times, three arguments:
#   directory (or file)   depth below it, or - for any   pattern for the last name
#
# Standard output: NUL-terminated path, size and time of the last change (seconds, with a fraction if GNU's find is there), again and again; for each
# of the searches no more than its share, and behind it NUL // NUL, so that one with very many files does not hide what the others find.
# At a fixed depth links to directories are entered, as a shell's glob would; with any depth they aren't, so no loop is walked.
LC_ALL=C
export LC_ALL
command -v find >/dev/null || {
  echo 'find: not found' >&2
  exit 127
}
limit=$1
shift
command -v timeout >/dev/null && limit="timeout $limit" || limit=
case $(find --version 2>/dev/null) in
  *GNU*) gnu=yes ;;
  *) gnu= ;;
esac
show='%p\0%s\0%T@\0'

list() {
  if [ -z "$gnu" ]; then
    if [ "$2" = - ]; then
      set -- "$1" "$3"
      $limit find "$1" -name "$2" \( -type f -o -type l \) -exec stat -L -c '%s %Y %F %n' {} +
    else
      $limit find -L "$1" -mindepth "$2" -maxdepth "$2" -name "$3" -type f -exec stat -L -c '%s %Y %F %n' {} +
    fi | while read -r size time kind rest; do
      # a name with a line feed is left out here
      case "$kind $rest" in
        'regular file '*) printf '%s\000%s\000%s\000' "${rest#file }" "$size" "$time" ;;
        'regular empty file '*) printf '%s\000%s\000%s\000' "${rest#empty file }" "$size" "$time" ;;
      esac
    done
  elif [ "$2" = - ]; then
    $limit find -H "$1" -name "$3" \( -type f -printf "$show" -o -type l -xtype f -exec find -L {} -maxdepth 0 -printf "$show" \; \)
  else
    $limit find -L "$1" -mindepth "$2" -maxdepth "$2" -name "$3" -type f -printf "$show"
  fi
} 2>/dev/null

share=$((32000000 / ($# / 3 + 1)))
while [ $# -ge 3 ]; do
  list "$1" "$2" "$3" | head -c $share
  printf '\000//\000'
  shift 3
done
exit 0
