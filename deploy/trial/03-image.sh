#!/usr/bin/env bash
# The image of aTES: built, and what is in it.
. "$(dirname "$0")/environment.sh"

say "build"
docker build --network=host -f deploy/Dockerfile -t ates:0.2.0 . | tail -2
docker image inspect ates:0.2.0 --format 'user {{.Config.User}}, {{.Size}} bytes'

say "no secrets, tests or tools are in it, and nothing that its user could write"
docker run --rm --read-only --network none ates:0.2.0 sh -ec '
    test "$(id -u)" = 10000
    test -z "$(find /opt/ates \( -name tests -o -name .git -o -name secrets \) -not -path "*/site-packages/*")"
    test -z "$(find /opt /etc /usr -xdev -writable \( -type f -o -type d \))"
    if python -c "import pytest" 2> /dev/null; then exit 1; fi
    if command -v pip; then exit 1; fi
    python -c "import ates_web.main, ates_payments.main, ates_notifications.main, ates_analytics.main"
    echo holds
'
