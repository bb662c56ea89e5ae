"""A private RabbitMQ node: its own name, ports, cookie, data and epmd, all within the state."""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import httpx

from ates_chassis.messaging.definitions import import_definitions
from ates_chassis.shared.authorities import authorities
from ates_chassis.shared.command_error import CommandError
from ates_local import relocation, state_files, work
from ates_local.definitions import OPERATOR, VHOST, password_name, write_definitions
from ates_local.fingerprint import of_executable
from ates_local.passwords import Passwords
from ates_local.places import Places
from ates_local.ports import HOST, Ports, answers
from ates_local.programs import Program
from ates_local.rabbitmq_program import RabbitPrograms
from ates_local.takeover.versions import (
    check_opens,
    note_start,
    note_version,
    text_of,
    version_of_data,
)

EPMD_PRIORITY = 20
PRIORITY = 30
NODE = "ates@localhost"
PORTS = ("amqp", "management", "epmd", "distribution")
DEFINITIONS = "definitions.json"
PLUGINS = "[rabbitmq_management]."
UNUSABLE = set("\"'`$\\")
REQUEST_TIMEOUT_S = 5.0
# Two schedulers that sleep when idle: the broker shares a small machine with everything else.
ERLANG_FLAGS = "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -start_epmd false"
# A consumer that waits for its database holds its batch; each time-out would count as a delivery, and some as poison.
CONSUMER_TIMEOUT_MS = 12 * 60 * 60 * 1000
# All that the node keeps on the disk itself: queues and bindings in Mnesia's log, the servers of queues in dets files.
SYNC = "(catch mnesia:sync_log()), [catch dets:sync(Table) || Table <- dets:all()]."
LOOPBACK = "-kernel inet_dist_use_interface {127,0,0,1}"


@dataclass(frozen=True)
class RabbitMQ:
    programs: RabbitPrograms
    places: Places
    ports: Ports
    passwords: Passwords

    @property
    def management_url(self) -> str:
        return self.ports.url("management")

    @property
    def operator(self) -> tuple[str, str]:
        return OPERATOR, self.passwords.of(password_name(OPERATOR))

    def amqp_url(self, user: str) -> str:
        password = self.passwords.of(password_name(user))
        return f"amqp://{user}:{password}@{HOST}:{self.ports.of('amqp')}/{VHOST}"

    def prepare(self) -> None:
        """Raises CommandError where the installed RabbitMQ cannot open the data that are there."""
        folder = self.places.rabbitmq
        if not str(folder).isprintable() or UNUSABLE & set(str(folder)):
            raise CommandError(
                f"RabbitMQ's scripts cannot work in {folder}: its name has quotes, $, ` or \\.",
                remedy="Give a folder with a plain name in ATES_STATE_DIR, or rename the checkout's.",
            )
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        version = self.programs.version
        check_opens(folder, NODE, version)
        if version_of_data(folder, NODE) is None:
            # A new node has all its feature flags enabled.
            state_files.write(self._flags_mark, text_of(version))
        note_start(folder, NODE, version)
        relocation.note_place(folder, NODE)
        self.write_files()

    def write_files(self) -> None:
        """What the node reads when it starts."""
        folder = self.places.rabbitmq
        state_files.write(folder / "rabbitmq.conf", self.config())
        state_files.write(folder / "enabled_plugins", PLUGINS)
        write_definitions(self.places, self.passwords, folder / DEFINITIONS)

    def config(self, *, with_definitions: bool = True) -> str:
        imported = {
            "definitions.import_backend": "local_filesystem",
            # Relative to the node's folder: a `#` in a path would begin a comment here.
            "definitions.local.path": DEFINITIONS,
            "definitions.skip_if_unchanged": "true",
        }
        lines = {
            **(imported if with_definitions else {}),
            "listeners.tcp.1": f"{HOST}:{self.ports.of('amqp')}",
            "management.tcp.ip": HOST,
            "management.tcp.port": self.ports.of("management"),
            "disk_free_limit.absolute": "512MB",
            "vm_memory_high_watermark.absolute": "1GB",
            "raft.wal_max_size_bytes": 64 * 1024 * 1024,
            "heartbeat": 10,
            "consumer_timeout": CONSUMER_TIMEOUT_MS,
            "log.console": "true",
            "log.console.level": "info",
            "log.file": "false",
        }
        return "".join(f"{name} = {value}\n" for name, value in lines.items())

    def epmd_program(self) -> Program:
        port = str(self.ports.of("epmd"))
        command = [str(self.programs.epmd), "-port", port, "-address", HOST]
        loaded = of_executable(self.programs.epmd)
        return Program("epmd", command, EPMD_PRIORITY, fingerprint=loaded)

    def program(self) -> Program:
        folder = self.places.rabbitmq
        environment = {
            "HOME": folder,
            "ERL_EPMD_PORT": self.ports.of("epmd"),
            "RABBITMQ_NODENAME": NODE,
            "RABBITMQ_DIST_PORT": self.ports.of("distribution"),
            "RABBITMQ_CONFIG_FILE": folder / "rabbitmq.conf",
            # Nothing of the system's own broker is read.
            "RABBITMQ_CONF_ENV_FILE": folder / "none",
            "RABBITMQ_ADVANCED_CONFIG_FILE": folder / "none.config",
            "RABBITMQ_ENABLED_PLUGINS_FILE": folder / "enabled_plugins",
            "RABBITMQ_MNESIA_BASE": folder / relocation.DATA,
            **relocation.folders(folder, NODE),
            "RABBITMQ_GENERATED_CONFIG_DIR": folder / "generated",
            "RABBITMQ_LOG_BASE": folder,
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": folder / "pid",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{ERLANG_FLAGS} {LOOPBACK}",
            # The start script then becomes the node instead of watching over it.
            "RUNNING_UNDER_SYSTEMD": "true",
        }
        texts = {name: str(value) for name, value in environment.items()}
        return Program(
            "rabbitmq",
            [str(self.programs.server)],
            PRIORITY,
            texts,
            folder,
            fingerprint=self._loaded(),
        )

    def _loaded(self) -> str:
        """Definitions are not in it: a running node imports them."""
        programs = of_executable(self.programs.server, self.programs.epmd)
        read_at_start = hashlib.sha256((self.config() + PLUGINS).encode()).hexdigest()
        return f"{programs}-{read_at_start}"

    async def is_ready(self) -> bool:
        """The management interface opens when the definitions are in; AMQP may follow a moment later."""
        url = f"{self.management_url}/api/vhosts/{VHOST}"
        try:
            async with httpx.AsyncClient(
                timeout=REQUEST_TIMEOUT_S, verify=authorities(), trust_env=False
            ) as client:
                defined = (await client.get(url, auth=self.operator)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False
        return defined and await asyncio.to_thread(answers, self.ports.of("amqp"))

    async def settle(self) -> None:
        """What is due once after a first start, an upgrade or a move, when the node is ready."""
        note_version(self.places.rabbitmq, self.programs.version)
        await self._renew_streams()
        await self.sync_definitions()
        await self.enable_feature_flags()

    async def _renew_streams(self) -> None:
        lost = relocation.streams_lost(self.places.rabbitmq)
        if lost.exists():
            queues = json.loads((self.places.rabbitmq / DEFINITIONS).read_text())["queues"]
            streams = [
                each["name"] for each in queues if each["arguments"]["x-queue-type"] == "stream"
            ]
            await self.control("eval", " ".join(relocation.forgetting(streams, VHOST).split()))
            await self.import_definitions()
            lost.unlink()

    async def import_definitions(self) -> None:
        """For a node that runs already; a starting one reads the file itself."""
        definitions = json.loads((self.places.rabbitmq / DEFINITIONS).read_text())
        await asyncio.to_thread(import_definitions, self.management_url, self.operator, definitions)

    async def sync_definitions(self) -> None:
        """Has the node put on the disk what the definitions declared, once for each content of theirs.

        RabbitMQ answers to a declaration before Erlang has written it. A node that is killed in the next two or three
        seconds has queues afterwards that nobody reaches, and does not mend them.
        """
        folder = self.places.rabbitmq
        content = hashlib.sha256((folder / DEFINITIONS).read_bytes()).hexdigest()
        synced = folder / "definitions.synced"
        if state_files.read(synced, remedy="Delete it.") != content:
            await self.control("eval", SYNC)
            state_files.write(synced, content)

    async def enable_feature_flags(self) -> None:
        """Once for each version that runs on these data, or a later one may refuse them."""
        version = text_of(self.programs.version)
        if state_files.read(self._flags_mark, remedy="Delete it.") != version:
            await self.control("enable_feature_flag", "all")
            state_files.write(self._flags_mark, version)

    @property
    def _flags_mark(self) -> Path:
        """Names the version whose feature flags are all enabled."""
        return self.places.rabbitmq / "feature_flags.version"

    async def control(self, *arguments: str) -> str:
        """RabbitMQ's own command line, for what its management API cannot do."""
        return await work.command(
            [str(self.programs.control), *arguments],
            what=f"rabbitmqctl {arguments[0]}",
            folder=Path("/"),
            environment=self.program().environment,
        )
