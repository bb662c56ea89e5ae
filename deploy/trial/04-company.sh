#!/usr/bin/env bash
# The default profile comes up healthy; the tests of a whole company hold against it, and so do those of its networks.
. "$(dirname "$0")/environment.sh"

say "up"
time ./ates up --docker
compose ps --format 'table {{.Service}}\t{{.Status}}'
more_addresses

say "end to end"
# These two are about the launcher's own companies.
company_tests tests/e2e --deselect tests/e2e/test_commands.py --deselect tests/e2e/test_down_and_reset.py

say "faults"
# So are these three; the last of them starts 100,000 accounts on servers that forget.
company_tests -s tests/faults --deselect tests/faults/test_supervisor.py --deselect tests/faults/test_settings_survive.py \
    --deselect tests/faults/test_payday.py

say "networks"
company_tests -s tests/containers/test_network.py

say "memory"
docker stats --no-stream --format 'table {{.Name}}\t{{.MemUsage}}'
