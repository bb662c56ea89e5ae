#!/usr/bin/env bash
# Debian's Docker engine, started by hand as root, and Compose 2.
. "$(dirname "$0")/environment.sh"

say "packages"
apt-get install -y -qq --no-install-recommends docker.io iptables mmdebstrap openssl > /dev/null

say "engine"
if ! docker version > /dev/null 2>&1; then
    sysctl -n net.ipv4.ip_forward > "$trial/ip_forward"
    iptables-save > "$trial/iptables"
    nohup dockerd --data-root "$trial/data" --exec-root "$trial/exec" --pidfile "$trial/dockerd.pid" \
        --host "$DOCKER_HOST" > "$trial/dockerd.log" 2>&1 &
    timeout 60 sh -c 'until docker version > /dev/null 2>&1; do sleep 0.5; done'
fi
docker version --format 'client {{.Client.Version}}, engine {{.Server.Version}}'

say "Compose"
if ! docker compose version > /dev/null 2>&1; then
    # Debian 12 has Compose 1 alone; the program of Debian 13 runs there, too.
    apt=$trial/apt
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$DOCKER_CONFIG/cli-plugins"
    mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -1)
    echo "deb $mirror trixie main" > "$apt/trixie.list"
    options=(-o Dir::Etc::sourcelist="$apt/trixie.list" -o Dir::Etc::sourceparts=- -o Dir::State::Lists="$apt/lists"
        -o Dir::Cache="$apt/cache")
    apt-get "${options[@]}" -qq update
    (cd "$apt" && apt-get "${options[@]}" -qq download docker-compose && dpkg -x docker-compose_*.deb program)
    cp "$apt/program/usr/libexec/docker/cli-plugins/docker-compose" "$DOCKER_CONFIG/cli-plugins/"
fi
docker compose version
