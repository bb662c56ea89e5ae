#!/bin/sh
# The part of the official image's contract that aTES uses: templates become configuration.
set -eu
for template in /etc/nginx/templates/*.template; do
    envsubst '$ATES_PUBLIC_HOST' < "$template" > "/etc/nginx/conf.d/$(basename "$template" .template)"
done
exec "$@"
