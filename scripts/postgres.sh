# Sourced by ./check: a PostgreSQL of its own in a temporary folder.

as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start_postgres() {
  local bin
  bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | sort -V | tail -1)")
  PG_FOLDER=$(mktemp -d)
  [ "$(id -u)" -eq 0 ] && chown postgres "$PG_FOLDER"
  chmod 700 "$PG_FOLDER"
  PG_BIN=$bin
  local port
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  trap stop_postgres EXIT
  (cd "$PG_FOLDER" && as_postgres "$bin/initdb" -D "$PG_FOLDER/data" -U lienthu -A trust -E UTF8 --locale C.UTF-8 >/dev/null)
  (cd "$PG_FOLDER" && as_postgres "$bin/pg_ctl" -D "$PG_FOLDER/data" -l "$PG_FOLDER/log" -w \
    -o "-p $port -k $PG_FOLDER -h 127.0.0.1 -c fsync=off -c full_page_writes=off -c synchronous_commit=off" start >/dev/null)
  POSTGRES_TEST_URL="postgresql://lienthu@127.0.0.1:$port/postgres"
}

stop_postgres() {
  [ -n "${PG_FOLDER:-}" ] || return 0
  (cd "$PG_FOLDER" && as_postgres "$PG_BIN/pg_ctl" -D "$PG_FOLDER/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$PG_FOLDER"
  PG_FOLDER=""
}
