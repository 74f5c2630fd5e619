# Goes before a script that ends by itself: ends everything of it when standard input does, which is when the one who wants its answer or the
# connection is gone, and where the host can, after $limit seconds, however the connection died.
#
# sshd gives each session a group of processes of its own, but other servers need not: all of the group are ended only if its leader is this shell or
# $leader, which is sudo where that was begun in the login shell's place.
read -r _ _ _ _ group _ 2>/dev/null </proc/$$/stat
case " $$ $leader " in
  *" ${group:-none} "*) group=0 ;;
  *) group=$$ ;;
esac
command -v timeout >/dev/null && limit="timeout $limit" || limit=
exec 8<&0 </dev/null
{
  $limit cat <&8
  kill -s KILL "$group"
} >/dev/null 2>&1 &
exec 8<&-
