#!/usr/bin/env bash
# RabbitMQ as three nodes, of which one after the other is killed under load.
. "$(dirname "$0")/environment.sh"

say "a company with three nodes"
export ATES_SECRETS=$trial/secrets-of-the-cluster
export COMPOSE_FILE=deploy/compose.yaml:deploy/compose.cluster.yaml
start_anew
./ates secrets "$ATES_SECRETS" --rabbitmq rabbitmq:5672,rabbitmq-2:5672,rabbitmq-3:5672
docker compose up --detach --wait
docker compose run --rm demo
docker compose exec -T rabbitmq rabbitmqctl cluster_status | sed -n '/Running Nodes/,/Versions/p'

say "kill -9 of each in turn, ten times"
company_tests -s tests/containers/test_cluster.py

say "down"
start_anew
