# Reads files and runs commands for a server by the protocol of reader.md, with nothing but sh and the programs that every system has.
#
# Requests are lines on standard input, frames go to standard output. Nothing is kept open between two ticks, since sh has ten descriptors:
# files are found again by their inodes. Commands run beside the reader and write their own frames, so each frame is one write, and a small
# one while commands run. All lengths and numbers at the beginning of a frame are computed from what is already in a variable, so a file
# that is cut meanwhile breaks no frame.

# ---------------------------------------------------------------------------------------------------------------------------- frames
# What commands need too, as text. be4 sets b4 to a number as printf escapes for 4 bytes. frame TYPE ID RAW FIELD...: RAW consists of
# escapes and comes last. escapes prints its standard input as escapes, and lines N does so in lines of N bytes. (sh makes one system call
# for each byte of the lines that it reads, and none to split what is in a variable.)
functions='
be4() {
  b4="\\$(($1 / 1073741824 % 4))$(($1 / 134217728 % 8))$(($1 / 16777216 % 8))\\$(($1 / 4194304 % 4))$(($1 / 524288 % 8))$(($1 / 65536 % 8))"
  b4="$b4\\$(($1 / 16384 % 4))$(($1 / 2048 % 8))$(($1 / 256 % 8))\\$(($1 / 64 % 4))$(($1 / 8 % 8))$(($1 % 8))"
}
frame() {
  fr_type=$1 fr_id=$2 fr_raw=$3
  shift 3
  fr_length=$((${#fr_raw} / 4)) fr_fields=
  for fr_field; do
    fr_length=$((fr_length + ${#fr_field} + 1)) fr_fields="$fr_fields%s\\000"
  done
  be4 $fr_length
  fr_head=$b4$fr_type
  be4 $fr_id
  printf "$fr_head$b4$fr_fields$fr_raw" "$@"
}
escapes() {
  od -An -v -to1 | tr -d "\\n" | tr " " "\\\\"
}
lines() {
  escapes | fold -w $(($1 * 4))
}
'
eval "$functions"

# The same for 8 bytes: sets b8.
be8() {
  be4 $(($1 / 4294967296))
  b8=$b4
  be4 $(($1 % 4294967296))
  b8=$b8$b4
}

# Sets most_bytes to how many bytes a frame may have: while commands write frames too, no more than every system writes in one step.
most_bytes() {
  most_bytes=2000
  [ -z "$running" ] || most_bytes=800
}

# Tells the watchdog that the reader is not stuck.
alive() {
  kill -USR1 "$watchdog" 2>/dev/null
}

# Sends lines of escapes, which are in data: send TYPE ID PREFIX OFFSET, where PREFIX consists of escapes that come before each, and OFFSET,
# if given, follows it as 8 bytes. Sets sent to the number of bytes.
send() {
  sent=0 b8=
  IFS=$newline
  for se_raw in $data; do
    IFS=$blanks
    [ -z "$4" ] || be8 $(($4 + sent))
    frame "$1" "$2" "$3$b8$se_raw"
    sent=$((sent + ${#se_raw} / 4))
    alive
  done
  IFS=$blanks
}

# -------------------------------------------------------------------------------------------------------------------------- requests
# Sets d to the decoded field of a request.
decode() {
  d= de_rest=$1
  [ "$de_rest" != % ] || return 0
  while :; do
    case $de_rest in
      *%*) ;;
      *) d=$d$de_rest; return 0 ;;
    esac
    d=$d${de_rest%%\%*} de_rest=${de_rest#*%}
    de_code=${de_rest%"${de_rest#??}"} de_rest=${de_rest#??}
    case $de_code in
      2A) d="$d*" ;;
      20) d="$d " ;;
      3F) d="$d?" ;;
      7B) d="$d{" ;;
      7D) d="$d}" ;;
      5B) d="$d[" ;;
      5D) d="$d]" ;;
      [0-9A-F][0-9A-F])
        de_byte=$(printf "\\$(printf %03o "0x$de_code")x")
        d=$d${de_byte%x}
        ;;
      *) return 1 ;;
    esac
  done
}

# Whether a path matches a glob, both without the first slash, and the glob without braces.
matches() {
  case $2 in
    '**') [ -n "$1" ] ;;
    '**/'*)
      matches "$1" "${2#???}" && return 0
      case $1 in
        */*) matches "${1#*/}" "$2" ;;
        *) false ;;
      esac
      ;;
    */*)
      case $1 in
        */*) ;;
        *) return 1 ;;
      esac
      case ${1%%/*} in
        ${2%%/*}) matches "${1#*/}" "${2#*/}" ;;
        *) false ;;
      esac
      ;;
    *)
      case $1 in
        */*) return 1 ;;
      esac
      case $1 in
        $2) ;;
        *) false ;;
      esac
      ;;
  esac
}

# Prints the alternatives of a glob, one per line.
alternatives() {
  case $1 in
    *{*}*)
      al_before=${1%%\{*} al_rest=${1#*\{}
      al_inner=${al_rest%%\}*} al_after=${al_rest#*\}}
      while :; do
        (alternatives "$al_before${al_inner%%,*}$al_after")
        case $al_inner in
          *,*) al_inner=${al_inner#*,} ;;
          *) break ;;
        esac
      done
      ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# Whether a path, links resolved, may be read; globs has one per line.
allowed() {
  IFS=$newline
  for al_glob in $globs; do
    if matches "${1#/}" "${al_glob#/}"; then
      IFS=$blanks
      return 0
    fi
  done
  IFS=$blanks
  return 1
}

# Sets stem to what the paths of the log's files begin with, or to nothing if the log may not be read.
stem_of() {
  stem=
  allowed "$1" || return 0
  stem=${1##*/}
  case $stem in
    *%d*) stem=${stem%%\%d*} ;;
    ?*.*) stem=${stem%.*} ;;
  esac
  stem=${1%/*}/$stem
}

# Whether a file, links resolved, may be read as one of the log's files.
beside() {
  ! allowed "$2" || return 0
  for be_log in "$1" "$(readlink -f "$1" 2>/dev/null)"; do
    [ -n "$be_log" ] || continue
    stem_of "$be_log"
    [ -n "$stem" ] || continue
    case $2 in
      "$stem"*)
        case ${2#"${be_log%/*}/"} in
          */*) ;;
          *) return 0 ;;
        esac
        ;;
    esac
  done
  return 1
}

# ----------------------------------------------------------------------------------------------------------------------------- files
# Opens FILE of LOG as descriptor 5 and sets node, size, modified, real; or sets code and words, and fails.
open_file() {
  words=
  alive
  exec 5<&-
  if [ ! -e "$2" ]; then
    code=not-found
    [ ! -L "$2" ] || readlink -f "$2" >/dev/null || code=loop
    [ -e "${2%/*}/." ] && [ ! -x "${2%/*}/" ] && code=denied
    return 1
  fi
  [ ! -d "$2" ] || { code=directory; return 1; }
  [ -f "$2" ] || { code=special; return 1; }
  [ -r "$2" ] || { code=denied; return 1; }
  { exec_open "$2"; } 2>/dev/null || { code=not-found; return 1; }
  if [ -n "$proc" ]; then
    of_stat=$(stat -L -c '%F|%d:%i %s %Y' /proc/self/fd/0 <&5) && real=$(readlink /proc/self/fd/0 <&5; echo x) || { code=failed; return 1; }
    real=${real%?x} real=${real%' (deleted)'}
  else
    real=$(readlink -f "$2"; echo x)
    real=${real%?x}
    of_stat=$(stat -c '%F|%d:%i %s %Y' "$real") || { code=not-found; return 1; }
    exec_open "$real" 2>/dev/null || { code=not-found; return 1; }
    [ "$(stat -c '%F|%d:%i' "$real")" = "${of_stat%% [0-9]*}" ] && [ "$(readlink -f "$real"; echo x)" = "$real${newline}x" ] || {
      code=restless
      return 1
    }
  fi
  case $of_stat in
    regular*) ;;
    *) code=special; return 1 ;;
  esac
  of_stat=${of_stat#*|}
  node=${of_stat%% *} of_stat=${of_stat#* }
  size=${of_stat%% *} modified=${of_stat#* }
  beside "$1" "$real" || { code=forbidden; return 1; }
}

# A failed redirection of exec ends the shell; one of command exec does not. What was a regular file may be a pipe by now, and opening that
# waits for a writer: the watchdog's signal ends the wait.
exec_open() {
  trap : USR2
  command exec 5<"$1"
  eo_status=$?
  trap '' USR2
  return $eo_status
}

# Prints LENGTH bytes, from OFFSET on, of the opened file, which is at its beginning.
bytes() {
  by_skip=$(($1 / 4096)) by_rest=$(($1 % 4096))
  by_count=$((($2 + by_rest + 4095) / 4096))
  if [ $by_rest = 0 ]; then
    dd bs=4096 skip=$by_skip count=$by_count <&5 2>/dev/null | head -c "$2"
  else
    dd bs=4096 skip=$by_skip count=$by_count <&5 2>/dev/null | tail -c "+$((by_rest + 1))" | head -c "$2"
  fi
}

# Prints the unpacked content of the opened file.
unpacked() {
  case $1 in
    *.gz) gzip -dc <&5 ;;
    *.xz) xz -dc <&5 ;;
    *.bz2) bzip2 -dc <&5 ;;
    *.zst) zstd -dc <&5 ;;
  esac 2>/dev/null
}

# Sets target to where a path leads, links resolved, or to nothing. ($(...) drops trailing line feeds, so something has to follow a name.)
find_target() {
  target=
  [ -e "$1" ] || return 0
  target=$(readlink -f "$1" 2>/dev/null; echo x)
  target=${target%x} target=${target%"$newline"}
}

# Sets found to the path of a node beside a path or beside what that leads to, else to the path itself. No path that is found has two
# slashes in a row.
find_node() {
  found=$1
  [ "$(stat -L -c %d:%i "$1" 2>/dev/null)" != "$2" ] || return 0
  for fi_directory in "${1%/*}/" "$(readlink -f "$1" 2>/dev/null)"; do
    fi_directory=${fi_directory%/*}
    found=$(cd / && find -H "${fi_directory:-/}" -maxdepth 1 -xdev -type f -inum "${2#*:}" -exec printf '%s//' '{}' ';' 2>/dev/null)
    found=${found%%//*}
    [ -z "$found" ] || [ "$(stat -c %d:%i "$found" 2>/dev/null)" != "$2" ] || return 0
  done
  return 1
}

most_head() {
  mh=$1
  [ -z "$running" ] || [ "$mh" -le 512 ] || mh=512
}

do_look() {
  lo_id=$1
  decode "$2"
  lo_log=$d lo_head=$3 lo_packed=$4
  shift 4
  for lo_file; do
    decode "$lo_file"
    lo_file=$d
    if ! open_file "$lo_log" "$lo_file"; then
      frame X "$lo_id" '' "$code" "$words"
      continue
    fi
    most_head "$lo_head"
    find_target "$lo_log"
    case $lo_packed$lo_file in
      1*.gz | 1*.xz | 1*.bz2 | 1*.zst)
        raw=$(unpacked "$lo_file" | head -c "$mh" | escapes)
        if [ -z "$raw" ] && { ! open_file "$lo_log" "$lo_file" || ! unpacked "$lo_file" >/dev/null; }; then
          frame X "$lo_id" '' packed ''
          continue
        fi
        size=-1
        ;;
      *) raw=$(bytes 0 "$mh" | escapes) ;;
    esac
    frame F "$lo_id" "$raw" "$node" "$size" "$modified" "$real" "$target"
  done
  frame Z "$lo_id" ''
}

# Sends bytes of the opened node: send_bytes ID LOG FILE OFFSET LENGTH. The file is opened again for each piece.
send_bytes() {
  sb_at=$4 sb_end=$(($4 + $5)) sb_node=$node
  while [ $sb_at -lt $sb_end ] && open_file "$2" "$3" && [ "$node" = "$sb_node" ]; do
    sb_most=$((sb_end - sb_at))
    [ $sb_most -le 32768 ] || sb_most=32768
    most_bytes
    data=$(bytes $sb_at $sb_most | lines $most_bytes)
    send B "$1" '' ''
    sb_at=$((sb_at + sent))
    [ $sent -ge $sb_most ] || break
  done
}

do_range() {
  ra_id=$1
  decode "$2"
  ra_log=$d
  decode "$3"
  ra_file=$d ra_node=$4 ra_packed=$5 ra_offset=$6 ra_length=$7
  found=$ra_file
  if [ "$ra_node" != - ] && ! find_node "$ra_file" "$ra_node"; then
    frame E "$ra_id" '' gone ''
    return 0
  fi
  open_file "$ra_log" "$found" || { frame E "$ra_id" '' "$code" "$words"; return 0; }
  if [ "$ra_node" != - ] && [ "$node" != "$ra_node" ]; then
    frame E "$ra_id" '' gone ''
    return 0
  fi
  find_target "$ra_log"
  most_head 4096
  ra_node=$node
  case $ra_packed$found in
    1*.gz | 1*.xz | 1*.bz2 | 1*.zst)
      size=-1
      raw=$(unpacked "$found" | head -c "$mh" | escapes)
      ;;
    *) raw=$(bytes 0 "$mh" | escapes) ;;
  esac
  ra_size=$size
  # a file is read from its beginning only once
  open_file "$ra_log" "$found" && [ "$node" = "$ra_node" ] || { frame E "$ra_id" '' gone ''; return 0; }
  frame F "$ra_id" "$raw" "$node" "$ra_size" "$modified" "$real" "$target"
  if [ "$ra_size" = -1 ]; then
    most_bytes
    data=$(unpacked "$found" | tail -c "+$((ra_offset + 1))" | head -c "$ra_length" | lines $most_bytes)
    send B "$ra_id" '' ''
  else
    send_bytes "$ra_id" "$ra_log" "$found" "$ra_offset" "$ra_length"
  fi
  frame Z "$ra_id" ''
}

# ----------------------------------------------------------------------------------------------------------------------------- lists
do_list() {
  li_id=$1
  decode "$2"
  li_log=$d li_limit=$3 li_seconds=${4%%.*}
  # a reader that is busy for longer counts as stuck
  [ "$li_seconds" -le 5 ] || li_seconds=5
  shift 4
  li_left=$#
  li_all=0 li_cut=complete
  for li_glob; do
    decode "$li_glob"
    alive
    li_share=$(((li_limit - li_all) / li_left)) li_left=$((li_left - 1))
    li_sent=$(list_glob "$li_share" 9>&1 >&4)
    li_all=$((li_all + li_sent))
    [ "$li_sent" -lt "$li_share" ] || li_cut=cut
  done
  frame Z "$li_id" '' "$li_cut"
}

# Prints what find finds for the globs on standard input, as lines of stat that end with two slashes, preceded by each glob after an equals
# sign.
find_globs() {
  # find does not work in a directory to which it may not return
  cd /
  while IFS= read -r lg_glob; do
    printf '=%s\n' "$lg_glob"
    lg_root=/ lg_rest=${lg_glob#/}
    while :; do
      case $lg_rest in
        */*) ;;
        *) break ;;
      esac
      case ${lg_rest%%/*} in
        *[*?[\\]*) break ;;
      esac
      lg_root=$lg_root${lg_rest%%/*}/ lg_rest=${lg_rest#*/}
    done
    lg_follow=-L lg_depth=1 lg_count=$lg_rest
    while :; do
      case $lg_count in
        */*) lg_depth=$((lg_depth + 1)) lg_count=${lg_count#*/} ;;
        *) break ;;
      esac
    done
    case /$lg_glob/ in
      */\*\*/*) lg_follow=-H lg_depth=40 ;;
    esac
    case $lg_rest in
      *[*?[\\]*) ;;
      *) lg_root=$lg_glob lg_depth=0 lg_follow=-H ;;
    esac
    ${limited:+$limited $li_seconds} find $lg_follow "$lg_root" -maxdepth $lg_depth '(' -type f -o -type l ')' \
      -exec stat -L -c '%F|%s %Y %n//' '{}' + 2>/dev/null </dev/null
  done
}

# Sends the files that match the glob in d, at most so many, and prints their number to descriptor 9.
list_glob() {
  alternatives "$d" | find_globs | {
    lg_sent=0 lg_before= lg_lines=
    while IFS= read -r lg_line; do
      # a name may have line feeds
      lg_line=$lg_lines$lg_line lg_lines=
      case $lg_line in
        =*) lg_glob=${lg_line#=} ;;
        *//) lg_line=${lg_line%//} ;;
        *) lg_lines=$lg_line$newline ;;
      esac
      [ -z "$lg_lines" ] || continue
      case $lg_line in
        regular*) ;;
        *) continue ;;
      esac
      [ $lg_sent -lt "$1" ] || break
      lg_line=${lg_line#*|}
      lg_size=${lg_line%% *} lg_line=${lg_line#* }
      lg_time=${lg_line%% *}
      lg_path=/${lg_line#* }
      while :; do
        case $lg_path in
          //*) lg_path=${lg_path#/} ;;
          *) break ;;
        esac
      done
      matches "${lg_path#/}" "${lg_glob#/}" || continue
      if [ -L "$lg_path" ]; then
        lg_real=$(readlink -f "$lg_path" && echo x) || continue
        lg_real=${lg_real%?x}
      else
        lg_directory=${lg_path%/*}
        if [ "$lg_directory" != "$lg_before" ]; then
          lg_place=$(readlink -f "$lg_directory/" && echo x)
          lg_place=${lg_place%?x} lg_before=$lg_directory
          alive
        fi
        lg_real=${lg_place%/}/${lg_path##*/}
      fi
      if [ -n "$li_log" ]; then
        beside "$li_log" "$lg_real" || continue
      else
        allowed "$lg_real" || continue
      fi
      frame I "$li_id" '' "$lg_path" "$lg_size" "$lg_time"
      lg_sent=$((lg_sent + 1))
    done
    echo $lg_sent >&9
  }
}

# --------------------------------------------------------------------------------------------------------------------------- follows
# What is known of a follow ID is in variables f_ID_…: log, names, credit, first and offset (from start), next (number of the next life),
# count and l0, l1… (lives that have not been read to their end, "number node size-when-looked-at kind"), at (offset in the first of these),
# head, lost.
get() {
  eval "v=\${f_$1_$2-}"
}
put() {
  eval "f_$1_$2=\$3"
}

do_follow() {
  decode "$2" || return 1
  follows="$follows $1"
  put "$1" log "$d"
  put "$1" names "$3"
  put "$1" credit 0
  put "$1" next 0
  put "$1" lives ''
  put "$1" start ''
  put "$1" node ''
  put "$1" lost ''
  put "$1" said ''
  put "$1" list ''
  put "$1" dirty ''
  look_at_names "$1"
  look_at "$1" ''
}

# Looks at a followed log: look_at ID "NODE SIZE TIME"; the second argument is empty if the name leads nowhere.
look_at() {
  id=$1 stat=$2
  get "$id" log
  log=$v
  get "$id" node
  newest=$v
  at_node=${stat%% *}
  if [ -n "$stat" ] && [ "$at_node" = "$newest" ]; then
    named
    rest=${stat#* }
    at_size=${rest%% *} at_time=${rest#* }
    get "$id" seen
    if [ "$v" = "$at_size $at_time" ]; then
      return 0
    fi
    get "$id" reached
    if [ "$at_size" -lt "${v:-0}" ] || ! same_head; then
      new_life cut
    fi
    put "$id" seen "$at_size $at_time"
    put "$id" dirty 1
    return 0
  fi
  new_life next
}

named() {
  get "$id" lost
  case $v in
    told*) frame S "$id" '' ;;
  esac
  put "$id" lost ''
}

# Whether the newest file still begins with the bytes that were read from it.
same_head() {
  get "$id" head
  [ -n "$v" ] || return 0
  open_file "$log" "$log" && [ "$node" = "$newest" ] || return 0
  [ "$(bytes 0 $((${#v} / 4)) | escapes)" = "$v" ]
}

# Keeps the first 256 bytes of the newest file, by which a rewrite is detected.
put_head() {
  head=$1
  [ ${#head} -le 1024 ] || head=$(printf %.1024s "$head")
  put "$id" head "$head"
}

# Adds to them what was read from offset $1 on (lines of escapes in data), if it continues them.
more_head() {
  get "$id" head
  mo_known=$((${#v} / 4))
  [ $mo_known -lt 256 ] && [ "$1" -le $mo_known ] || return 0
  mo_raw=${data%%"$newline"*} mo_over=$(((mo_known - $1) * 4))
  if [ $mo_over -gt 0 ]; then
    [ $mo_over -lt ${#mo_raw} ] || return 0
    mo_raw=$(printf %s "$mo_raw" | tail -c "+$((mo_over + 1))")
  fi
  put_head "$v$mo_raw"
}

new_life() {
  if ! open_file "$log" "$log"; then
    get "$id" next
    case $code$v in
      # between the two steps of a rotation there is nothing to report
      not-found[1-9]*)
        get "$id" lost
        [ -n "$v" ] || { put "$id" lost once; return 0; }
        ;;
    esac
    get "$id" lost
    [ "$v" != "told $code" ] || return 0
    put "$id" lost "told $code"
    frame N "$id" '' "$code" "$words"
    return 0
  fi
  get "$id" next
  number=$v
  kind=$1
  [ "$number" != 0 ] || kind=first
  if [ "$kind" = next ]; then
    [ "$node" != "$newest" ] || { named; return 0; }
  elif [ "$kind" = cut ] && [ "$node" != "$newest" ]; then
    kind=next
  fi
  most_head 4096
  raw=$(bytes 0 "$mh" | escapes)
  put "$id" dirty 1
  frame L "$id" "$raw" "$number" "$kind" 0 "$node" "$size" "$modified" "$real"
  put_head "$raw"
  put "$id" node "$node"
  put "$id" lost ''
  put "$id" reached "$size"
  put "$id" seen "${stat#* }"
  put "$id" next $((number + 1))
  put "$id" said ''
  get "$id" lives
  if [ "$kind" = cut ]; then
    # there is nothing more to read of the previous life
    old=$v v=
    for life in $old; do
      [ "${life#*/}" = "$node" ] || v="$v $life"
    done
  fi
  put "$id" lives "$v $number/$node"
}

# Sends what a follow has, at most one block. Fails if nothing was sent.
serve() {
  id=$1
  get "$id" dirty
  [ "$v" = 1 ] || return 1
  get "$id" start
  start=$v
  [ -n "$start" ] || return 1
  get "$id" log
  log=$v
  get "$id" credit
  credit=$v
  get "$id" node
  newest=$v
  get "$id" lives
  while [ -n "$v" ]; do
    rest=$v
    set -- $rest
    life=$1
    more=${2-}
    number=${life%%/*} life_node=${life#*/}
    if [ "$number" -lt "${start%% *}" ]; then
      shift
      put "$id" lives "$*"
      v=$*
      continue
    fi
    get "$id" "at_$number"
    at=$v
    [ -n "$at" ] || {
      at=0
      [ "$number" != "${start%% *}" ] || at=${start#* }
    }
    if find_node "$log" "$life_node" && open_file "$log" "$found" && [ "$node" = "$life_node" ]; then
      if [ "$size" -lt "$at" ] && [ "$life_node" = "$newest" ]; then
        before=$rest stat=
        new_life cut
        get "$id" node
        newest=$v
        get "$id" lives
        if [ "$v" = "$before" ]; then
          # it has lost its name too
          shift
          put "$id" lives "$*"
          v=$*
        fi
        continue
      fi
      most=$credit
      [ "$most" -le 32768 ] || most=32768
      be4 "$number"
      if [ "$size" -gt "$at" ]; then
        [ "$credit" -gt 0 ] || return 1
        most_bytes
        data=$(bytes "$at" "$most" | lines $most_bytes)
        [ "$life_node" != "$newest" ] || more_head "$at"
        send D "$id" "$b4" "$at"
        # it was cut just now
        [ $sent -gt 0 ] || return 1
      else
        sent=0
      fi
    else
      sent=gone
    fi
    case $sent in
      0 | gone | '')
        if [ -n "$more" ]; then
          # it is read to its end, and the next one has begun
          shift
          put "$id" "at_$number" ''
          put "$id" lives "$*"
          v=$*
          continue
        fi
        if [ "$sent" = 0 ]; then
          get "$id" said
          [ "$v" = "$number $at" ] || {
            be4 "$number"
            sa_life=$b4
            be8 "$at"
            frame C "$id" "$sa_life$b8"
            put "$id" said "$number $at"
          }
        else
          # if the name leads to it, the next look tries again
          get "$id" lost
          [ -n "$v" ] || return 1
        fi
        put "$id" dirty ''
        return 1
        ;;
    esac
    at=$((at + sent))
    put "$id" "at_$number" "$at"
    put "$id" credit $((credit - sent))
    get "$id" reached
    [ "$life_node" != "$newest" ] || [ "$at" -le "${v:-0}" ] || put "$id" reached "$at"
    return 0
  done
  return 1
}

do_peek() {
  pe_id=$1 pe_follow=$2 pe_life=$3
  get "$pe_follow" lives
  for life in $v; do
    [ "${life%%/*}" = "$pe_life" ] || continue
    get "$pe_follow" log
    log=$v
    if find_node "$log" "${life#*/}" && open_file "$log" "$found" && [ "$node" = "${life#*/}" ]; then
      send_bytes "$pe_id" "$log" "$found" "$4" "$5"
      frame Z "$pe_id" ''
      return 0
    fi
  done
  frame E "$pe_id" '' gone ''
}

# Reports that names in the directory of a log have changed, if that was requested.
look_at_names() {
  get "$1" names
  [ "$v" = names ] || return 0
  get "$1" log
  set -- "$1" "${v%/*}"
  all=$(ls -a "$2/" 2>/dev/null)
  get "$1" list
  [ "$v" = "$all" ] || [ -z "$v" ] || frame V "$1" ''
  put "$1" list "${all:-.}"
}

# Looks at all followed logs with one call of stat, except for names with a line feed. A name that is missing in the answer leads nowhere.
look() {
  [ -n "$follows" ] || return 0
  set --
  for id in $follows; do
    get "$id" log
    case $v in
      *"$newline"*) ;;
      *) set -- "$@" "$v" ;;
    esac
  done
  stats=
  [ $# = 0 ] || stats=$(stat -L -c '%d:%i %s %y|%n' "$@" 2>/dev/null)
  for follow in $follows; do
    get "$follow" log
    name=$v at=
    case $name in
      *"$newline"*) at=$(stat -L -c '%d:%i %s %y' "$name" 2>/dev/null) ;;
      *) stat_of ;;
    esac
    look_at "$follow" "$at"
  done
}

# Sets at to what stats has for name.
stat_of() {
  IFS=$newline
  for line in $stats; do
    case $line in
      *"|$name")
        at=${line%"|$name"}
        case $at in
          *'|'*) at= ;;
          *) break ;;
        esac
        ;;
    esac
  done
  IFS=$blanks
}

serve_all() {
  busy=1 rounds=0
  while [ $busy = 1 ] && [ $rounds -lt 8 ]; do
    busy=0 rounds=$((rounds + 1))
    for follow in $follows; do
      ! serve "$follow" || busy=1
    done
  done
}

# -------------------------------------------------------------------------------------------------------------------------- commands
# Runs as a group of its own. Its arguments are the number of the request, the mode, the command, the process of the reader, and a directory
# for the credit and the status. The functions above precede it.
command_group='
take() { # sets taken to the number of bytes that may be sent, at most $1
  until mkdir "$place/$id.lock" 2>/dev/null; do [ -d "$place" ] || exit 1; sleep 0.05; done
  granted=0 used=0
  read -r granted <"$place/$id" || :
  read -r used <"$place/$id.used" || :
  taken=$((granted - used))
  [ $taken -le $1 ] || taken=$1
  echo $((used + taken)) >"$place/$id.used"
  rmdir "$place/$id.lock"
}
say() { # reads before it takes credit, so that an output that is silent does not keep credit from the other one
  while :; do
    data=$(dd bs=65536 count=1 2>/dev/null | lines 800)
    [ -n "$data" ] || return 0
    taken=0
    for raw in $data; do
      while [ -n "$raw" ]; do
        while [ $taken -le 0 ]; do
          take 65536
          [ $taken -gt 0 ] || sleep 0.1
        done
        piece=$raw raw=
        if [ ${#piece} -gt $((taken * 4)) ]; then
          raw=$(printf %s "$piece" | tail -c "+$((taken * 4 + 1))")
          piece=$(printf "%.$((taken * 4))s" "$piece")
        fi
        taken=$((taken - ${#piece} / 4))
        frame W $id "$1$piece"
      done
    done
    [ $taken = 0 ] || take -$taken
  done
}
id=$1 mode=$2 wanted=$3 reader=$4 place=$5
{
  while kill -0 $reader; do sleep 1; done
  trap "" TERM
  kill -TERM -$$
  sleep 1
  kill -KILL -$$
} >/dev/null 2>&1 </dev/null &
guard=$!
if [ $mode = merge ]; then
  { sh -c "$wanted" 2>&1 </dev/null; echo $? >"$place/$id.status"; } | say "\\000"
else
  {
    {
      { sh -c "$wanted" </dev/null 4>&- 7>&-; echo $? >"$place/$id.status"; } 2>&1 >&7 | say "\\001" >&4 7>&-
    } 7>&1 | say "\\000" >&4
  } 4>&1
fi
status=
read -r status <"$place/$id.status"
rm -f "$place/$id.used" "$place/$id.status" "$place/$id"
if [ "${status:-0}" -gt 128 ] && [ "$status" -le 159 ]; then
  frame Z $id "" "" $((status - 128))
else
  frame Z $id "" "$status" ""
fi
kill $guard
'

do_run() {
  decode "$3" || return 1
  [ -n "$place" ] || place=$(mktemp -d "${TMPDIR:-/tmp}/onetail.$$.XXXXXX") || {
    frame E "$1" '' failed 'the directory for commands could not be created'
    return 0
  }
  echo 0 >"$place/$1.used" && echo 0 >"$place/$1" || {
    frame E "$1" '' failed 'the files of the command could not be created'
    return 0
  }
  (
    trap - USR2
    exec $session sh -c "$functions$newline$command_group" onetail-reader "$1" "$2" "$d" "$$" "$place"
  ) </dev/null 4>&- &
  put "$1" group $!
  running="$running $1"
}

# Ends the group of a command for certain.
end_run() {
  get "$1" group
  er_group=$v
  [ -n "$er_group" ] || return 0
  if [ -n "$session" ]; then
    kill -TERM "-$er_group"
    (sleep 1; kill -KILL "-$er_group") >/dev/null 2>&1 </dev/null 4>&- &
  else
    kill -TERM "$er_group"
  fi 2>/dev/null
  wait "$er_group" 2>/dev/null
  rm -rf "$place/$1" "$place/$1".*
}

do_cancel() {
  case " $follows " in
    *" $1 "*)
      drop follows "$1"
      frame Z "$1" '' cancelled
      ;;
  esac
  case " $running " in
    *" $1 "*)
      drop running "$1"
      if [ -e "$place/$1" ]; then
        end_run "$1"
        frame Z "$1" '' cancelled
      fi
      ;;
  esac
}

# Removes a number from a list: drop LIST NUMBER
drop() {
  eval "dr_old=\$$1"
  dr_new=
  for dr_one in $dr_old; do
    [ "$dr_one" = "$2" ] || dr_new="$dr_new $dr_one"
  done
  eval "$1=\$dr_new"
}

# ------------------------------------------------------------------------------------------------------------------------------ life
clock() {
  clock=$(date +%s)
}

do_tick() {
  alive
  ticks=$((ticks + 1))
  if [ $((ticks % 5)) = 1 ]; then
    clock
    for follow in $follows; do
      look_at_names "$follow"
    done
    for run in $running; do
      [ -e "$place/$run" ] || drop running "$run"
    done
  fi
  frame T 0 '' "$1" "$clock"
  look
  serve_all
}

# Whether each is a number in the form of requests. Anything else in its arithmetic would end the shell.
numbers() {
  for nu_one; do
    case $nu_one in
      '' | *[!0-9]* | 0?* | ???????????????????*) return 1 ;;
    esac
  done
}

# Whether the fields of a request are well-formed.
well_formed() {
  numbers "$2" || return 1
  case $1 in
    tick | grant) [ $# = 3 ] && numbers "$3" ;;
    follow) [ $# = 4 ] ;;
    start) [ $# = 4 ] && numbers "$3" "$4" ;;
    peek) [ $# = 6 ] && numbers "$3" "$4" "$5" "$6" && [ "$6" -le 8388608 ] ;;
    run) [ $# = 4 ] && { [ "$3" = merge ] || [ "$3" = apart ]; } ;;
    look) [ $# -ge 5 ] && numbers "$4" && [ "$4" -le 4096 ] ;;
    range) [ $# = 8 ] && numbers "$7" "$8" && [ "$8" -le 8388608 ] ;;
    list) [ $# -ge 5 ] && numbers "$4" "${5%%.*}" ;;
  esac
}

request() {
  if ! well_formed "$@"; then
    numbers "$2" || set -- "$1" 0
    frame E "$2" '' bad ''
    return 0
  fi
  case $1 in
    allow)
      shift 2
      globs=
      for glob; do
        decode "$glob"
        globs="$globs$(alternatives "$d")$newline"
      done
      ;;
    tick) do_tick "$3" ;;
    follow) do_follow "$2" "$3" "$4" ;;
    start)
      case " $follows " in
        *" $2 "*)
          put "$2" start "$3 $4"
          put "$2" dirty 1
          serve "$2" || :
          ;;
      esac
      ;;
    grant)
      case " $follows " in
        *" $2 "*)
          get "$2" credit
          put "$2" credit $((v + $3))
          put "$2" dirty 1
          ;;
        *)
          if [ -n "$place" ] && read -r granted 2>/dev/null <"$place/$2"; then
            echo $((granted + $3)) >"$place/$2"
            # it may have ended meanwhile
            [ -e "$place/$2.used" ] || rm -f "$place/$2"
          fi
          ;;
      esac
      ;;
    peek) do_peek "$2" "$3" "$4" "$5" "$6" ;;
    run) do_run "$2" "$3" "$4" ;;
    look)
      shift
      do_look "$@"
      ;;
    range)
      shift
      do_range "$@"
      ;;
    list)
      shift
      do_list "$@"
      ;;
    cancel) do_cancel "$2" ;;
    *) frame E "$2" '' unknown '' ;;
  esac
}

# Removes the directories of this user's readers that were killed with everything that belonged to them.
remove_left() {
  set +f
  for le_place in "${TMPDIR:-/tmp}"/onetail.*.??????; do
    le_process=${le_place%.*}
    le_process=${le_process##*.}
    numbers "$le_process" && [ -d "$le_place" ] && [ ! -L "$le_place" ] && [ -O "$le_place" ] || continue
    kill -0 "$le_process" || rm -rf "$le_place"
  done
  set -f
}

# Ends the reader when no tick comes any more, and what is left of it when it was killed. A reader that is silent for a second may be
# waiting for what it opens, so it gets a signal that ends the wait; otherwise it ignores that signal.
watch() {
  heard=0 silent=-24
  trap 'heard=1' USR1
  trap 'kill $nap; exit' TERM
  remove_left
  while kill -0 $$; do
    sleep 1 &
    nap=$!
    while kill -0 $nap; do
      wait $nap
    done
    if [ $heard = 1 ]; then
      silent=0
    else
      silent=$((silent + 1))
      kill -USR2 $$
    fi
    heard=0
    if [ $silent -ge 6 ]; then
      kill -TERM $$
      sleep 1
      kill -KILL $$
    fi
  done
  set +f
  # a command that is ending may still write there
  until rm -rf "${TMPDIR:-/tmp}/onetail.$$."*; do
    sleep 1
  done
}

finish() {
  trap '' TERM HUP INT PIPE
  for run in $running; do
    end_run "$run"
  done
  [ -z "$place" ] || rm -rf "$place"
  kill "$watchdog" 2>/dev/null
}

main() {
  exec 4>&1
  # not even the first of its signals may end the watchdog
  trap '' USR1 USR2
  # (redirections of a function call would leave the function copies of what is redirected)
  (exec </dev/null >/dev/null 2>&1 4>&-; watch) &
  watchdog=$!
  trap - USR1
  trap 'finish; exit 0' TERM HUP INT PIPE
  clock
  frame H 0 '' protocol=1 reader=sh version=posix "system=$(uname -srm)" "user=$(id -un 2>/dev/null)" watch=poll \
    "place=${proc:-inode}" times=s "unpack=$unpack" files=10 pinned=0 "clock=$clock" \
    lacks=order,cut,late,outputs,cancel,holes,speed${lacks_place}
  while IFS= read -r line; do
    set -f
    set -- $line
    [ $# -ge 2 ] || set -- bad 0
    request "$@"
    # a file that is deleted meanwhile must free its space
    exec 5<&-
  done
  finish
}

LC_ALL=C
export LC_ALL
set -f
newline='
' blanks=' 	
'
globs= follows= running= place= ticks=0 proc= session= limited= unpack= lacks_place=
if [ "$(readlink /proc/self/fd/0 2>/dev/null </dev/null)" = /dev/null ]; then
  proc=proc
else
  lacks_place=,place
fi
! command -v setsid >/dev/null || session=setsid
! command -v timeout >/dev/null || limited=timeout
for one in gz:gzip xz:xz bz2:bzip2 zst:zstd; do
  ! command -v "${one#*:}" >/dev/null || unpack=${unpack:+$unpack,}.${one%%:*}
done
main
