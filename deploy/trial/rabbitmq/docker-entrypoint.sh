#!/bin/sh
# The part of the official image's contract that aTES and testcontainers use.
set -eu
if [ "$1" != rabbitmq-server ]; then exec "$@"; fi
if [ "$(id -u)" = 0 ]; then
    chown -R rabbitmq:rabbitmq /var/lib/rabbitmq
    exec setpriv --reuid rabbitmq --regid rabbitmq --init-groups "$0" "$@"
fi
defaults=/etc/rabbitmq/conf.d/10-defaults.conf
: > "$defaults"
if [ -n "${RABBITMQ_DEFAULT_USER:-}" ]; then
    printf 'default_user = %s\ndefault_pass = %s\n' "$RABBITMQ_DEFAULT_USER" "$RABBITMQ_DEFAULT_PASS" >> "$defaults"
fi
if [ -n "${RABBITMQ_DEFAULT_VHOST:-}" ]; then
    printf 'default_vhost = %s\n' "$RABBITMQ_DEFAULT_VHOST" >> "$defaults"
fi
# Otherwise `localhost` alone may sign in as a default user.
printf 'loopback_users = none\n' >> "$defaults"
exec /usr/lib/rabbitmq/bin/rabbitmq-server
