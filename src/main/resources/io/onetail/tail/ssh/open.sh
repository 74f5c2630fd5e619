# Goes before every script that reads a file.
#
# Who may write beside a log can give its name, or a directory's on its path, to a link at any moment. So a file is opened first, on
# descriptor 9, and then the open file is asked where it is: that is $opened, whatever its names lead to by now.
LC_ALL=C
export LC_ALL

# Status 1: it is no regular file or can't be opened; 2: this system can't tell where an open file is.
open() {
  opened=
  # exec alone would end the script when it fails
  [ -f "$1" ] && [ -r "$1" ] && { command exec 9<"$1"; } 2>/dev/null || return 1
  # the x keeps a line feed at the name's end, which $( ) would drop
  opened=$(readlink /dev/fd/9 && echo x)
  opened=${opened%??}
  # what it was before it was opened may have been another file
  [ -n "$opened" ] || return 2
  [ -f /dev/fd/9 ]
}
