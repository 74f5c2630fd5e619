# Goes before range.sh, copies.sh and copy.sh, and before probe.sh where that looks into a compressed file.
LC_ALL=C
export LC_ALL

# Prints a file, decompressed by its name's end if that can be done here. Read is $2, if it is given.
unpack() {
  case $1 in
    *.gz) gzip -dc ;;
    *.xz) xz -dc ;;
    *.zst) zstd -dcq ;;
    *.bz2) bzip2 -dc ;;
    *) cat ;;
  esac <"${2:-$1}" 2>/dev/null
}

# The first bytes of standard input in hexadecimal.
hex() {
  head -c "$1" | od -An -v -tx1 | tr -d ' \n'
}

# Where the name leads now; the x keeps a line feed at its end.
target=$(readlink -f -- "$1" 2>/dev/null && echo x)
target=${target%??}

# Directories where a file that once had this name may be now, each followed by a slash.
here=${1%/*}/
there=${target%/*}/
[ "$there" != "$here" ] || there=

# Says where the open file 9 really is, whatever its names and their directories lead to by now, and where the name leads.
place() {
  place=$(readlink /dev/fd/9 && echo x)
  printf 'file\000%s\000%s\000' "${place%??}" "$target"
}
