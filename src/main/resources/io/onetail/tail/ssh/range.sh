# Reads bytes of the file that has an inode, under its name or, when that is another file by now, beside it.
#
# $1  the name   $2  device:inode   $3  first byte, counted from 1   $4  number of bytes   $5  number of first bytes to show
#
# Standard output: file NUL where it really is NUL where the name leads NUL the first bytes in hexadecimal NUL the bytes; or gone NUL
inode() {
  stat -L -c %d:%i -- "$1" 2>/dev/null
}

found=
if [ "$(inode "$1")" = "$2" ]; then
  found=$1
else
  for directory in "$here" "$there"; do
    [ -n "$directory" ] || continue
    [ -z "$found" ] || break
    # the x keeps a line feed at the name's end
    found=$(find "$directory" -maxdepth 1 -type f -inum "${2#*:}" -exec printf '%sx' {} \; 2>/dev/null)
    found=${found%x}
  done
fi
if [ -n "$found" ] && open "$found" && [ "$(inode /dev/fd/9)" = "$2" ]; then
  place
  hex "$5" </dev/fd/9
  printf '\000'
  tail -c "+$3" <&9 | head -c "$4"
else
  printf 'gone\000'
fi
exit 0
