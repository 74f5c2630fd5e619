# Looks at a file.
#
# $1  its path   $2  if given, the file is compressed and the first bytes are those of what is in it; then unpack.sh goes before this
#
# Standard output: one of
#   ok NUL resolved path NUL device:inode NUL size NUL seconds of the last change NUL the first 4096 bytes
#   missing NUL | denied NUL | directory NUL | special NUL | loop NUL
LC_ALL=C
export LC_ALL

say() {
  printf '%s\000' "$1"
  exit 0
}

# The x keeps a line feed at the name's end, which $( ) would drop.
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
if [ -n "$2" ]; then
  case $path in
    *.gz) packer=gzip ;;
    *.xz) packer=xz ;;
    *.zst) packer=zstd ;;
    *.bz2) packer=bzip2 ;;
    *) say denied ;;
  esac
  command -v $packer >/dev/null || say denied
fi
exec 9<"$path"
printf 'ok\000%s\000' "$path"
# One stat, so that the figures belong together.
stat -L -c '%d:%i %s %Y' /dev/fd/9 | tr ' \n' '\000\000'
if [ -n "$2" ]; then
  unpack "$path" /dev/fd/9 | head -c 4096
  exit 0
fi
exec head -c 4096 <&9
