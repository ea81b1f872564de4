#!/bin/bash
# What the official image's entrypoint does, as far as docker-compose.yml uses it: settings from
# NEO4J_… variables, the initial password from the file NEO4J_AUTH_FILE, the data in /data, and a
# server that runs as the user neo4j.
set -eu
as_neo4j=(setpriv --reuid=7474 --regid=7474 --init-groups)
options=(--add-opens=java.base/{java.nio,java.io,sun.nio.ch}=ALL-UNNAMED)
options+=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC)  # ready sooner; no test stays for long
export CLASSPATH="$NEO4J_HOME/lib/*" NEO4J_CONF="$NEO4J_HOME/conf" HEAP_SIZE=256m
{
  echo server.directories.data=/data
  echo server.default_listen_address=0.0.0.0
  printf 'server.jvm.additional=%s\n' "${options[@]}"
  env | grep '^NEO4J_[a-z]' | while IFS='=' read -r name value; do
    setting="${name#NEO4J_}"
    setting="${setting//__/%}"
    setting="${setting//_/.}"
    echo "${setting//%/_}=$value"
  done
} > "$NEO4J_CONF/neo4j.conf"
chown neo4j:neo4j /data
if [ ! -e /data/dbms/auth.ini ]; then
  auth="$(cat "$NEO4J_AUTH_FILE")"
  "${as_neo4j[@]}" "$JAVA_HOME/bin/java" org.neo4j.server.startup.Neo4jAdminCommand \
    dbms set-initial-password "${auth#neo4j/}"
fi
exec "${as_neo4j[@]}" "$JAVA_HOME/bin/java" "-Xmx$NEO4J_server_memory_heap_max__size" \
  "${options[@]}" --enable-native-access=ALL-UNNAMED \
  "$SERVER_CLASS" --home-dir="$NEO4J_HOME" --config-dir="$NEO4J_CONF" --console-mode
