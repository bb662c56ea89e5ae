#!/usr/bin/env bash
# HTTPS in front: cookies, hosts, addresses, live updates, exports, slow clients.
. "$(dirname "$0")/environment.sh"

say "certificate"
certificate

say "up"
export COMPOSE_FILE=deploy/compose.yaml:deploy/compose.tls.yaml
docker compose up --detach --wait --quiet-pull
docker compose run --rm -T demo
docker compose ps --format 'table {{.Service}}\t{{.Status}}' front web
more_addresses

say "a backlog, so that exports are large"
ATES_TEST_COMPANY=compose ATES_TEST_INFRA=embedded "$python" -m pytest -q tests/e2e/test_main_job.py

say "through HTTPS"
ATES_TEST_COMPANY=compose ATES_TEST_INFRA=embedded "$python" -m pytest -q tests/containers/test_front.py
