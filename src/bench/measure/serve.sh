#!/bin/sh
# Onetail for the measuring harness that peers.json is for, in the foreground: serve.sh wildfly|payara PORT REDIS-PORT LOG-DIRECTORY
# Needs a build with the servers unpacked (mvn -Dbench), which also writes the class path that is read here.
root=$(cd "$(dirname "$0")/../../.." && pwd)
servers=$root/target/servers
exec java -Xmx128m -XX:+UseSerialGC \
  -Donetail.war="$root/target/onetail.war" -Donetail.it.dir="$root/target/bench/serve" \
  -Donetail.it.wildfly="$(ls -d "$servers"/wildfly-*)" -Donetail.it.payara="$(ls -d "$servers"/payara*)" \
  -cp "$(cat "$root/target/bench/classpath")" io.onetail.bench.Serve "$@"
