#!/bin/sh
# 0.1.0 reads no secrets from files, and its modules have other names.
set -eu
for file in /run/secrets/ATES_*; do
    [ -e "$file" ] && export "$(basename "$file")=$(cat "$file")"
done
module=$3 # python -m MODULE
case $module in
    ates_chassis.http.server) module=ates_chassis.serve ;;
    ates_chassis.messaging.worker) module=ates_chassis.worker ;;
    ates_chassis.database.migrations) module=ates_chassis.migrations ;;
    ates_auth) module=ates_auth.main ;;
esac
shift 3
exec python -m "$module" "$@"
