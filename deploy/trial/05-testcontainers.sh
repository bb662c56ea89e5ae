#!/usr/bin/env bash
# The tests of parts, with servers from testcontainers: RabbitMQ 4.0, then 3.10.
. "$(dirname "$0")/environment.sh"

for version in 4-management 3.10-management; do
    say "RabbitMQ $version"
    export ATES_TEST_INFRA=containers ATES_RABBITMQ_IMAGE=rabbitmq:$version
    "$python" -m pytest -m "service or broker or contracts" | tail -n 15
done
