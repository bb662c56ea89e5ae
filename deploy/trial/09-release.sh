#!/usr/bin/env bash
# A company of 0.1.0 under load goes to this release and back, process by process.
. "$(dirname "$0")/environment.sh"
commit=8393a99d7759

say "0.1.0 as an image"
tree=$trial/0.1.0
rm -rf "$tree" && mkdir -p "$tree"
git archive "$commit" | tar -x -C "$tree"
cp deploy/trial/release/entrypoint.sh "$tree/"
export ATES_IMAGE_BEFORE=ates:before-0.1.0 ATES_IMAGE_NOW=ates:0.2.0
docker build --network=host -f deploy/trial/release/Dockerfile -t "$ATES_IMAGE_BEFORE" "$tree" | tail -1

say "its company"
certificate
export COMPOSE_FILE=deploy/compose.yaml:deploy/compose.tls.yaml
start_anew
docker compose up --detach --wait postgres rabbitmq
job() { docker compose run --rm --no-deps -T "$@"; }
job databases
job --volume "$tree/deploy/rabbitmq/definitions.json:/before.json:ro" --env ATES_DEFINITIONS_FILE=/before.json definitions
services=(auth tasks accounting analytics payments)
export ATES_IMAGE=$ATES_IMAGE_BEFORE
for service in "${services[@]}"; do job "$service-migrations" > /dev/null; done
job demo
docker compose up --detach --no-deps --wait "${services[@]/%/-worker}" "${services[@]/%/-api}" web
ATES_IMAGE=$ATES_IMAGE_NOW docker compose up --detach --no-deps --wait mail front
docker compose ps --format 'table {{.Service}}\t{{.Image}}\t{{.Status}}'

say "to this release and back"
company_tests -s tests/containers/test_release.py

say "down"
start_anew
