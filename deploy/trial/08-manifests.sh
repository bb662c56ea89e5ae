#!/usr/bin/env bash
# Every overlay renders; what Kubernetes itself knows has its schema; each process and job runs in Docker as its manifest says.
. "$(dirname "$0")/environment.sh"

say "rendered"
for overlay in overlays/production overlays/small jobs servers; do
    kubectl kustomize "deploy/kubernetes/$overlay" > "$trial/$(basename "$overlay").yaml"
    echo "$overlay: $(grep -c '^kind:' "$trial/$(basename "$overlay").yaml") objects"
done

say "schemas of Kubernetes"
"$python" -m pip install --quiet kubernetes-validate
for version in 1.31 1.33; do
    for file in production small jobs; do
        # A kind without a schema is a warning there. Those of operators are known by name; any other fails.
        "$(dirname "$python")/kubernetes-validate" --strict -k "$version" "$trial/$file.yaml" > "$trial/validated" 2>&1
        ! grep WARN "$trial/validated" | grep -vE 'api version (postgresql.cnpg.io|barmancloud.cnpg.io|rabbitmq.com|keda.sh)/'
        echo "$file, $version: $(grep -c passed "$trial/validated") objects hold"
    done
done

say "in Docker, as the manifests say"
./ates secrets "$trial/secrets-of-manifests" --postgres postgres-rw:5432 --rabbitmq rabbitmq:5672
for overlay in small production; do
    "$python" deploy/trial/manifests.py "$trial/$overlay.yaml" "$trial/jobs.yaml" "$trial/secrets-of-manifests"
done
