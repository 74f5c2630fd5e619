# Reads bytes of a file that may be compressed.
#
# $1  the name that it once had   $2  first byte, counted from 1   $3  number of bytes   $4  number of first bytes to show   $5  the file
#
# Standard output as that of range.sh
if [ ! -L "$5" ] && open "$5"; then
  place
  unpack "$5" /dev/fd/9 | hex "$4"
  printf '\000'
  unpack "$5" /dev/fd/9 | tail -c "+$2" | head -c "$3"
else
  printf 'gone\000'
fi
exit 0
