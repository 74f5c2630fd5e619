# Goes before range.sh, copies.sh and copy.sh, and before probe.sh where that looks into a compressed file; open.sh goes before it.

# Prints what $2 has, decompressed by the end of the name $1 if that can be done here.
unpack() {
  case $1 in
    *.gz) gzip -dc ;;
    *.xz) xz -dc ;;
    *.zst) zstd -dcq ;;
    *.bz2) bzip2 -dc ;;
    *) cat ;;
  esac <"$2" 2>/dev/null
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
  printf 'file\000%s\000%s\000' "$opened" "$target"
}
