"""Where everything lies: the checkout and, inside it unless told otherwise, the state."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from ates_chassis.shared.command_error import CommandError

# A Unix socket's path may have 104 (macOS) to 108 (Linux) bytes, and supervisord binds a temporary
# name with its process id appended before it renames it.
LONGEST_SOCKET_PATH = 90
SOCKET_NAME_LENGTH = 24


@dataclass(frozen=True)
class Places:
    checkout: Path
    state: Path

    @property
    def name(self) -> str:
        """A short name of this state, for what must lie outside of it."""
        return hashlib.sha256(str(self.state).encode()).hexdigest()[:12]

    @property
    def default_state(self) -> Path:
        return self.checkout / ".ates"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def postgres(self) -> Path:
        return self.state / "postgres"

    @property
    def programs(self) -> Path:
        """The scripts that become the programs under the supervisor."""
        return self.state / "programs"

    @property
    def rabbitmq(self) -> Path:
        return self.state / "rabbitmq"

    @property
    def mail(self) -> Path:
        return self.state / "mail"

    @property
    def passwords(self) -> Path:
        return self.state / "secrets.json"

    @property
    def env(self) -> Path:
        """The settings of the company."""
        return self.state / "ates.env"

    @property
    def installation(self) -> Path:
        """Which company this is."""
        return self.state / "installation.json"

    @property
    def old_settings(self) -> Path:
        """Where releases before `ates.env` kept the ports."""
        return self.state / "settings.json"

    @property
    def demo_mark(self) -> Path:
        return self.state / "first-start"

    @property
    def lock(self) -> Path:
        return self.state / "lock"

    @property
    def supervisor_config(self) -> Path:
        return self.state / "supervisord.conf"

    @property
    def supervisor_pid(self) -> Path:
        return self.state / "supervisord.pid"

    @property
    def real_state(self) -> Path:
        """The same for every name that the folder has, so that all commands agree."""
        return self.state.resolve()

    @property
    def supervisor_socket(self) -> Path:
        inside = self.real_state / "supervisor.sock"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
            return inside
        name = hashlib.sha256(os.fsencode(self.real_state)).hexdigest()[:SOCKET_NAME_LENGTH]
        return socket_folder() / f"{name}.sock"

    @property
    def definitions(self) -> Path:
        return self.checkout / "deploy" / "rabbitmq" / "definitions.json"

    @property
    def web(self) -> Path:
        return self.checkout / "services" / "web"

    def package_roots(self) -> list[Path]:
        services = sorted(path for path in self.checkout.glob("services/*") if path.is_dir())
        return [self.checkout / "chassis", *services, self.checkout / "deploy" / "local"]

    def check_owner(self) -> None:
        if self.state.exists() and self.state.stat().st_uid != os.geteuid():
            owner = self.state.owner()
            raise CommandError(
                f"{self.state} belongs to another user, {owner}.",
                remedy=f"Run ./ates as {owner}, or give a folder of your own in ATES_STATE_DIR.",
            )

    def make(self) -> None:
        # 0711: PostgreSQL's own user passes through to its data, and sees nothing else.
        self.state.mkdir(parents=True, exist_ok=True)
        self.check_owner()
        self.state.chmod(0o711)
        for folder in (self.logs, self.rabbitmq, self.mail):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.programs.mkdir(mode=0o711, exist_ok=True)


def is_same(one: Path, other: Path) -> bool:
    """One folder, by whichever names it is called."""
    try:
        return one.samefile(other)
    except OSError:  # not there
        return one.resolve() == other.resolve()


def socket_folder() -> Path:
    """For sockets of states with long names. No matter what TMPDIR says, which may differ between two shells."""
    return Path("/tmp") / f"ates-{os.geteuid()}"  # noqa: S108 - made and checked by supervision.py


def checkout_root() -> Path:
    return Path(__file__).resolve().parents[3]


def places_of_this_checkout() -> Places:
    checkout = checkout_root()
    state = Path(os.environ.get("ATES_STATE_DIR") or checkout / ".ates")
    return Places(checkout=checkout, state=state.absolute())
