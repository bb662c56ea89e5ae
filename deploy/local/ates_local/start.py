"""The start of a company: everything that can go side by side does."""

import asyncio
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from ates_local import installation, node, ports, state_files, work
from ates_local.company import Company
from ates_local.configuration.books import check_currency
from ates_local.configuration.servers import locations
from ates_local.databases import make_service_database
from ates_local.health import until_healthy
from ates_local.in_force import ports_in_force
from ates_local.installation import Installation
from ates_local.places import Places
from ates_local.progress import Progress
from ates_local.rabbitmq import PORTS as BROKER_PORTS
from ates_local.server_versions import check_versions
from ates_local.services import Service

DEMO = "demo"
EMPTY = "empty"


def began_as(places: Places) -> str | None:
    """With or without the demo company; None before the first start."""
    remedy = f"Write {DEMO} or {EMPTY} into it: whether this aTES began with the demo company."
    text = state_files.read(places.demo_mark, remedy=remedy)
    if text is None or text.strip() in {DEMO, EMPTY}:
        return text and text.strip()
    raise state_files.damaged(places.demo_mark, f"it says neither {DEMO} nor {EMPTY}", remedy)


def check_ports(company: Company) -> None:
    """Those in force are the company's own; any others must be free. Raises CommandError."""
    if ports_in_force(company.places) != company.ports:
        ports.check_free(company.ports, ports_wanted(company))


def ports_wanted(company: Company) -> list[str]:
    names = [service.name for service in company.services]
    names += [service.worker_program for service in company.services if service.worker]
    names += ["postgres"] if company.postgres else []
    names += ["smtp", "mail"] if company.has_mail_sink else []
    return names + (list(BROKER_PORTS) if company.rabbitmq else [])


@dataclass
class Start:
    company: Company
    progress: Progress
    empty: bool
    new: bool = False

    async def run(self) -> None:
        company = self.company
        own = company.own_databases()
        entered = installation.enter(company.places, new=self.new, own_databases=bool(own))
        was_running = company.is_running()
        if not was_running:
            await self._end_leftovers()
        await check_versions(own)
        await self._prepare(entered)
        check_ports(company)
        company.settings.remember(company.places)
        self._note_servers()
        await asyncio.to_thread(company.supervisor.configure, company.programs())
        self._broker_up = asyncio.Event()
        await work.together(
            self._start_broker(reimport=was_running),
            self._start_databases_and_services(),
            self._start_web(),
            self._start_mail_sink(),
        )

    def step(self, what: str) -> AbstractContextManager[None]:
        return self.progress.step(what)

    async def _end_leftovers(self) -> None:
        if self.company.leftovers():
            with self.step("Ending what an earlier run left behind"):
                await asyncio.to_thread(self.company.end_leftovers)
        else:
            self.company.end_leftovers()

    def _note_servers(self) -> None:
        known = installation.load(self.company.places)
        if known:
            now = replace(known, servers=locations(self.company.settings))
            installation.save(self.company.places, now)

    async def _prepare(self, entered: Installation) -> None:
        async def broker() -> None:
            with self.step("RabbitMQ's programs"):
                rabbitmq = await asyncio.to_thread(lambda: self.company.rabbitmq)
            if rabbitmq:
                rabbitmq.prepare()

        async def databases() -> None:
            with self.step("PostgreSQL's data folder"):
                postgres = await asyncio.to_thread(lambda: self.company.postgres)
                if postgres:
                    folder = postgres.home.folder
                    installation.check_data(self.company.places, entered, folder)
                    await asyncio.to_thread(postgres.prepare)
                    installation.note_data(self.company.places, entered, folder)

        await work.together(broker(), databases())

    async def _on(self, program: str) -> None:
        company = self.company
        await asyncio.to_thread(company.supervisor.start, program)
        await until_healthy(program, lambda: company.is_healthy(program), company.supervisor)

    async def _start_broker(self, *, reimport: bool) -> None:
        rabbitmq = self.company.rabbitmq
        if rabbitmq:
            with self.step("RabbitMQ"):
                await self._on("epmd")
                await self._on("rabbitmq")
                if reimport:  # a node that starts reads them itself
                    await rabbitmq.import_definitions()
                await rabbitmq.settle()
        self._broker_up.set()

    async def _start_databases_and_services(self) -> None:
        if self.company.postgres:
            with self.step("PostgreSQL"):
                await self._on("postgres")
        served = [service for service in self.company.services if service.has_database]
        await work.together(*(self._start_service(service) for service in served))

    async def _start_service(self, service: Service) -> None:
        postgres = self.company.postgres
        with self.step(f"Migrations of {service.name}"):
            if postgres and service.name not in self.company.settings.database_urls:
                await make_service_database(postgres, service.name)
            await self.company.migrate(service)
        if service.name == "accounting":
            await check_currency(self.company)
        if service.name == "auth":
            await self._demo_company(service)
        with self.step(service.api_program):
            await self._on(service.api_program)
        await self._broker_up.wait()
        if service.worker:
            with self.step(service.worker_program):
                await self._on(service.worker_program)

    async def _start_web(self) -> None:
        web = next((one for one in self.company.services if one.name == "web"), None)
        if web is None:
            return
        if not node.modules_are_current(self.company.places):
            with self.step("The web UI's packages"):
                await node.install_modules(self.company.places)
        with self.step("web"):
            await self._on(web.api_program)

    async def _start_mail_sink(self) -> None:
        if self.company.has_mail_sink:
            with self.step("mail"):
                await self._on("mail")

    async def _demo_company(self, auth: Service) -> None:
        """On the first start only: an installation that began empty stays without it."""
        mark = self.company.places.demo_mark
        if began_as(self.company.places) is not None:
            return
        # Its passwords are known to everybody: on this machine's own servers alone.
        empty = self.empty or bool(self.company.own_databases())
        if not empty:
            with self.step("The demo company"):
                await work.command(
                    [sys.executable, "-m", "ates_auth", "demo"],
                    what="Making the demo company",
                    folder=self.company.places.checkout,
                    environment=self.company.environment.of_api(auth),
                )
        state_files.write(mark, EMPTY if empty else DEMO)
