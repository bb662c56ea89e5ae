"""The network between containers is cut for a while: nothing is lost, nothing happens twice."""

import asyncio

import pytest
from faults.load import now, statuses
from faults.reckoning import reckoned_load

from ates_local.services import SERVICES, Service
from support.company_in_containers import CompanyInContainers

CUT_S = 12.0
AFTERMATH_S = 2.0


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("name", "network"),
    [("rabbitmq", "events"), ("postgres", "data"), ("accounting-worker", "events"), ("tasks-api", "inner")],
)  # fmt: skip
async def test_a_cut_network_loses_and_doubles_nothing(
    company: CompanyInContainers, name: str, network: str
) -> None:
    async with reckoned_load(company) as load:
        since = now()
        async with company.cut_off(name, network):
            await asyncio.sleep(CUT_S)
            meanwhile = load.attempts(since=since, until=now())
        await load.goes_on(AFTERMATH_S)
    print(f"{name} cut off from {network} for {CUT_S:.0f} s: {statuses(meanwhile)}")


@pytest.mark.parametrize("service", [service for service in SERVICES if service.worker])
async def test_an_api_cannot_reach_rabbitmq_at_all(
    company: CompanyInContainers, service: Service
) -> None:
    await cannot_reach_rabbitmq(company, service.api_program)


async def test_the_mail_sink_cannot_reach_rabbitmq_either(company: CompanyInContainers) -> None:
    await cannot_reach_rabbitmq(company, "mail")


async def cannot_reach_rabbitmq(company: CompanyInContainers, name: str) -> None:
    reaching = "import socket; socket.create_connection((__import__('sys').argv[1], 5672), 3)"
    for target in ("rabbitmq", *company.addresses("rabbitmq")):
        code = await company.run_inside(name, "python", "-c", reaching, target)
        assert code != 0, target
    assert await company.run_inside("tasks-worker", "python", "-c", reaching, "rabbitmq") == 0


async def test_no_process_is_root_or_writes_its_files(company: CompanyInContainers) -> None:
    writing = "import os, sys; sys.exit(os.geteuid() == 0 or os.access('/opt/ates', os.W_OK))"
    for name in ("web", "auth-api", "payments-worker", "mail"):
        assert await company.run_inside(name, "python", "-c", writing) == 0
        assert await company.run_inside(name, "sh", "-c", "touch /opt/ates/x /etc/x") != 0
