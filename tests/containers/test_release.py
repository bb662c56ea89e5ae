"""A company under load goes to this release and back to the one before, process by process, and nobody notices."""

import os

import httpx
import pytest
from containers.conftest import Front
from faults.reckoning import reckoned_load

from ates_local.services import SERVICES
from support.company_in_containers import CompanyInContainers

BEFORE = "ATES_IMAGE_BEFORE"
NOW = "ATES_IMAGE_NOW"
WORKS_ON_S = 5.0
# What the gateway asks of a service is known to it beforehand, and what a service tells is bound: web comes last.
# Services that the release before does not have: they come with this one, and go again.
_NEW = {"notifications"}
_IN_ORDER = [
    name
    for service in SERVICES
    for name in (service.worker_program if service.worker else None, service.api_program)
    if name
]


class ByName(httpx.AsyncHTTPTransport):
    """To the address of the front, under the name that people type."""

    def __init__(self, front: Front) -> None:
        super().__init__(verify=front.trusted)
        self._host = front.host

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["Host"] = self._host
        request.extensions["sni_hostname"] = self._host
        return await super().handle_async_request(request)


async def parked(company: CompanyInContainers) -> dict[str, int]:
    """Messages in parking queues; asked of RabbitMQ itself, whose statistics are older."""
    lines = await company.rabbitmqctl("-q", "list_queues", "-p", "ates", "name", "messages")
    counts = dict(line.split("\t") for line in lines.splitlines() if ".parked\t" in line)
    assert counts
    return {name: int(count) for name, count in counts.items() if int(count)}


@pytest.mark.timeout(1_800)
async def test_from_the_release_before_to_this_one_and_back_no_request_fails(
    company: CompanyInContainers, front: Front
) -> None:
    before, now = os.environ[BEFORE], os.environ[NOW]
    async with reckoned_load(company, (front.https, ByName(front))) as load:
        await load.goes_on(WORKS_ON_S)
        for service in SERVICES:
            if service.has_database:
                await company.run_job(f"{service.name}-migrations", image=now)
        await company.run_job("definitions", image=now)
        for image, names in ((now, _IN_ORDER), (before, _IN_ORDER[::-1])):
            for name in names:
                if name.rpartition("-")[0] not in _NEW:
                    await company.replace(name, image=image)
                elif image == now:
                    await company.add(name, image=image)
                else:
                    await company.remove(name)
                print(f"{name}: {image}, {load}")
            await load.goes_on(WORKS_ON_S)
    attempts = [attempt for command in load.history for attempt in command.attempts]
    assert [str(one) for one in attempts if not 200 <= one.status < 500] == []
    assert await parked(company) == {}
    print(f"{len(attempts)} requests, slowest {max(one.seconds for one in attempts):.2f} s")
