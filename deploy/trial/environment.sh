# What the steps of the trial share; each of them sources it. Nothing is pulled: images come from Debian's packages.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
trial=${ATES_TRIAL:-$PWD/.ates-trial}
mkdir -p "$trial"
export DOCKER_HOST=unix://$trial/docker.sock
export DOCKER_CONFIG=$trial/config
# The engine of Debian 12 has no BuildKit.
export DOCKER_BUILDKIT=0
export ATES_PULL_POLICY=never
# The stand-in of RabbitMQ 4, which is Debian's.
export ATES_RABBITMQ_IMAGE=rabbitmq:4-management
export ATES_PUBLIC_HOST=ates.example
export ATES_HTTPS_PUBLISH=127.0.0.1:8443
export ATES_HTTP_PUBLISH=127.0.0.1:8080
python=$PWD/.venv/bin/python

compose() { docker compose -f deploy/compose.yaml "$@"; }

say() { printf '\n== %s\n' "$*"; }

# The tests of a whole company, on the one that runs in containers.
company_tests() { ATES_TEST_COMPANY=compose ATES_TEST_INFRA=embedded "$python" -m pytest -q "$@"; }

# Clients with addresses of their own, as tests of counted attempts want them.
more_addresses() {
    local network
    network=$(docker network inspect ates_edge --format '{{(index .IPAM.Config 0).Subnet}}')
    ip route replace local "${network%.*.*}.64.0/18" dev lo
}

# Of the front, signed by itself.
certificate() {
    ./ates secrets deploy/secrets
    [ ! -e deploy/secrets/tls_key ] || return 0
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$ATES_PUBLIC_HOST" -addext "subjectAltName=DNS:$ATES_PUBLIC_HOST" \
        -keyout "$trial/tls_key" -out "$trial/tls_certificate" 2> /dev/null
    install -m 444 "$trial/tls_key" "$trial/tls_certificate" deploy/secrets/
}

# An old engine keeps a network whose endpoint it lost; the next company goes into it.
start_anew() { docker compose --profile demo down --volumes --remove-orphans > /dev/null 2>&1 || true; }
