# Looks at a file.
#
# $1  its path   $2  if given, the file is compressed and the first bytes are those of what is in it; then unpack.sh goes before this
#
# Standard output: one of
#   ok NUL where the open file is NUL device:inode NUL size NUL seconds of the last change NUL the first 4096 bytes
#   missing NUL | denied NUL | directory NUL | special NUL | loop NUL | unproved NUL | restless NUL
say() {
  printf '%s\000' "$1"
  exit 0
}

# Ends with the reason why it can't be opened, if there is one.
explain() {
  path=$(readlink -f -- "$1" && echo x)
  path=${path%??}
  if [ -z "$path" ]; then
    # Only a link that leads to itself resolves to nothing while its directory is there.
    [ ! -L "$1" ] || say loop
    path=$1
  fi
  if [ ! -e "$path" ]; then
    # Missing, or hidden by a directory that may not be searched: the deepest visible one tells.
    up=$path
    while [ "$up" != / ]; do
      up=${up%/*}
      [ -n "$up" ] || up=/
      if [ -d "$up" ]; then
        [ -x "$up" ] || say denied
        break
      fi
    done
    say missing
  fi
  [ ! -d "$path" ] || say directory
  [ -f "$path" ] || say special
  [ -r "$path" ] || say denied
}

tries=0
# A rotation may have given the name to another file since it was opened.
until open "$1" && [ "$1" -ef /dev/fd/9 ]; do
  [ $? -ne 2 ] || say unproved
  tries=$((tries + 1))
  [ $tries -lt 20 ] || say restless
  explain "$1"
done
if [ -n "$2" ]; then
  case $opened in
    *.gz) packer=gzip ;;
    *.xz) packer=xz ;;
    *.zst) packer=zstd ;;
    *.bz2) packer=bzip2 ;;
    *) say denied ;;
  esac
  command -v $packer >/dev/null || say denied
fi
printf 'ok\000%s\000' "$opened"
# One stat, so that the figures belong together.
stat -L -c '%d:%i %s %Y' /dev/fd/9 | tr ' \n' '\000\000'
if [ -n "$2" ]; then
  unpack "$opened" /dev/fd/9 | head -c 4096
  exit 0
fi
exec head -c 4096 <&9
