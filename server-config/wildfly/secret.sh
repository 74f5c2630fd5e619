#!/bin/sh
# Stores a secret of Onetail, encrypted, in WildFly's configuration, as the system property KEY.
#
#   secret.sh onetail.redis.password [jboss-cli option ...]     and type it, or pipe it in
#
# Requires that onetail.cli was run, a running server, and WILDFLY_HOME. The secret appears on no command line and in no history.
set -eu
: "${WILDFLY_HOME:?Set WILDFLY_HOME to the directory of WildFly.}"
case "${1:-}" in
  onetail.*) key=$1; shift ;;
  *) echo "Usage: secret.sh onetail.KEY [jboss-cli option ...]" >&2; exit 2 ;;
esac
case $key in *[!A-Za-z0-9._-]*) echo "'$key' is not the name of a setting." >&2; exit 2 ;; esac

if [ -t 0 ]; then
  trap 'stty echo' EXIT INT TERM
  printf '%s: ' "$key" >&2
  stty -echo
  IFS= read -r secret
  stty echo
  echo >&2
else
  IFS= read -r secret || [ -n "$secret" ]
fi
[ -n "$secret" ] || { echo "The secret for '$key' is empty." >&2; exit 2; }

umask 077
script=$(mktemp)
trap 'rm -f "$script"' EXIT INT TERM
cli() { "$WILDFLY_HOME/bin/jboss-cli.sh" --connect "$@" --file="$script"; }

# quoted for the CLI: a backslash before each backslash and quote
quoted=$(printf '%s' "$secret" | sed 's/[\\"]/\\&/g')
printf '/subsystem=elytron/expression=encryption:create-expression(resolver=onetail, clear-text="%s")\n' "$quoted" >"$script"
expression=$(cli "$@" | sed -n 's/.*"expression" => "\(\${ENC::[^"]*}\)".*/\1/p')
[ -n "$expression" ] || { echo "WildFly did not encrypt the secret. Run onetail.cli first." >&2; exit 1; }

cat >"$script" <<CLI
if (outcome == success) of /system-property=$key:read-resource
  /system-property=$key:write-attribute(name=value, value="$expression")
else
  /system-property=$key:add(value="$expression")
end-if
CLI
cli "$@" >/dev/null
echo "$key is set." >&2
