# Shows what lies beside a file and may be a copy of what it was: rotated, copied, compressed.
#
# $1  the name   $2  number of first bytes to show
#
# A link is no copy: it may lead anywhere.
#
# Standard output: for each NUL-terminated path, time of the last change (seconds) and first bytes in hexadecimal
name=${1##*/}
# app.log became app.log.1, app.log.2.gz, app.log-20260131 or app-20260131.log
stem=${name%.*}
[ -n "$stem" ] || stem=$name
left=100
for file in "$here$stem"* ${there:+"$there$stem"*}; do
  if [ ! -L "$file" ] && open "$file"; then
    printf '%s\000%s\000' "$file" "$(stat -L -c %Y /dev/fd/9)"
    unpack "$file" /dev/fd/9 | hex "$2"
    printf '\000'
    left=$((left - 1))
    [ $left -gt 0 ] || break
  fi
done
exit 0
