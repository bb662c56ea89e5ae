#!/bin/sh
# The part of the official image's contract that aTES and testcontainers use.
set -eu
if [ "$1" != postgres ]; then exec "$@"; fi
# What only asks the program makes no databases.
for argument; do
    case "$argument" in --help | --version | -'?' | -V | --describe-config) exec "$@" ;; esac
done
if [ "$(id -u)" = 0 ]; then
    install -d -m 700 -o postgres -g postgres "$PGDATA"
    chown postgres:postgres /var/lib/postgresql
    exec setpriv --reuid postgres --regid postgres --init-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    password=${POSTGRES_PASSWORD:-$(cat "${POSTGRES_PASSWORD_FILE:?neither POSTGRES_PASSWORD nor POSTGRES_PASSWORD_FILE}")}
    user=${POSTGRES_USER:-postgres}
    file=$(mktemp)
    printf '%s\n' "$password" > "$file"
    # shellcheck disable=SC2086 # several options in one variable, as in the official image
    initdb --username="$user" --pwfile="$file" --auth-local=trust --auth-host=scram-sha-256 ${POSTGRES_INITDB_ARGS:-}
    rm "$file"
    printf "listen_addresses = '*'\nunix_socket_directories = '/var/run/postgresql'\n" >> "$PGDATA/postgresql.conf"
    printf 'host all all all scram-sha-256\n' >> "$PGDATA/pg_hba.conf"
    if [ "${POSTGRES_DB:-postgres}" != postgres ]; then
        pg_ctl -w start -o "-c listen_addresses=''" > /dev/null
        createdb --host=/var/run/postgresql --username="$user" "$POSTGRES_DB"
        pg_ctl -w stop -m fast > /dev/null
    fi
fi
exec "$@"
