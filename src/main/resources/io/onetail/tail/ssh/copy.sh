# Reads bytes of a file that may be compressed.
#
# $1  the file   $2  first byte, counted from 1   $3  number of bytes   $4  number of first bytes to show
#
# Standard output as that of range.sh
# Opened once: a rotation may give the name to another file at any moment.
if [ -f "$1" ] && [ -r "$1" ] && exec 9<"$1"; then
  printf 'file\000'
  unpack "$1" /dev/fd/9 | hex "$4"
  printf '\000'
  unpack "$1" /dev/fd/9 | tail -c "+$2" | head -c "$3"
else
  printf 'gone\000'
fi
exit 0
