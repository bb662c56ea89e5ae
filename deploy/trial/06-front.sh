#!/usr/bin/env bash
# HTTPS in front: cookies, hosts, addresses, live updates, exports, slow clients.
. "$(dirname "$0")/environment.sh"

say "certificate"
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$ATES_PUBLIC_HOST" -addext "subjectAltName=DNS:$ATES_PUBLIC_HOST" \
    -keyout "$trial/tls_key" -out "$trial/tls_certificate" 2> /dev/null
install -m 444 "$trial/tls_key" "$trial/tls_certificate" deploy/secrets/

say "up"
export COMPOSE_FILE=deploy/compose.yaml:deploy/compose.tls.yaml
docker compose up --detach --wait --quiet-pull
docker compose ps --format 'table {{.Service}}\t{{.Status}}' front web
more_addresses

say "a backlog, so that exports are large"
ATES_TEST_COMPANY=compose ATES_TEST_INFRA=embedded "$python" -m pytest -q tests/e2e/test_main_job.py

say "through HTTPS"
ATES_TEST_COMPANY=compose ATES_TEST_INFRA=embedded "$python" -m pytest -q tests/containers/test_front.py
