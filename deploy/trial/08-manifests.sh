#!/usr/bin/env bash
# Every overlay renders; what Kubernetes itself knows has its schema; each process and job runs in Docker as its manifest says.
. "$(dirname "$0")/environment.sh"

say "rendered"
render() { # folder, name
    kubectl kustomize "deploy/kubernetes/$1" > "$trial/$2.yaml"
    echo "$1: $(grep -c '^kind:' "$trial/$2.yaml") objects"
}
render overlays/production production
render overlays/small small
render overlays/small/jobs small-jobs
render overlays/production/jobs production-jobs
render servers servers

say "schemas of Kubernetes"
"$python" -m venv "$trial/validator"
"$trial/validator/bin/pip" install --quiet kubernetes-validate
validated() { # version, file
    # A kind without a schema is a warning there. Those of operators have their own models below; any other fails.
    "$trial/validator/bin/kubernetes-validate" --strict -k "$1" "$2" > "$trial/validated" 2>&1 || return
    if grep WARN "$trial/validated" | grep -vE 'api version (postgresql.cnpg.io|barmancloud.cnpg.io|rabbitmq.com|keda.sh)/'; then
        return 1
    fi
}
for version in 1.31 1.33; do
    for file in production production-jobs small small-jobs servers; do
        validated "$version" "$trial/$file.yaml" || { cat "$trial/validated"; exit 1; }
        echo "$file, $version: $(grep -c passed "$trial/validated") objects hold"
    done
done

say "models of the operators"
mkdir -p "$trial/models"
npm install --silent --no-save --prefix "$trial/models" @kubernetes-models/keda @kubernetes-models/cloudnative-pg js-yaml
held() { (cd "$trial/models" && node "$OLDPWD/deploy/trial/operators.mjs" "$@"); }
held "$trial"/{production,small,servers}.yaml

say "what is wrong is refused"
plant() { # what, sed's command
    sed "$2" "$trial/servers.yaml" > "$trial/planted.yaml"
    if cmp --quiet "$trial/servers.yaml" "$trial/planted.yaml"; then echo "$1 is not planted"; exit 1; fi
    if validated 1.33 "$trial/planted.yaml" && held "$trial/planted.yaml" > "$trial/held" 2>&1; then echo "$1 is not seen"; exit 1; fi
    echo "$1"
}
plant "an unknown kind of Kubernetes" 's/^kind: NetworkPolicy/kind: NetworkPolice/'
plant "an unknown kind of an operator" 's/^kind: ScheduledBackup/kind: ScheduledBackups/'
plant "an unknown group" 's/^apiVersion: rabbitmq.com/apiVersion: rabbitmq.example/'
plant "a wrong type" 's/^  instances: .*/  instances: three/'

say "in Docker, as the manifests say"
./ates secrets "$trial/secrets-of-manifests" --postgres postgres-rw:5432 --rabbitmq rabbitmq.ates.svc:5672
for overlay in small production; do
    "$python" deploy/trial/manifests.py "$trial/$overlay.yaml" "$trial/$overlay-jobs.yaml" "$trial/secrets-of-manifests"
done
