"""aTES in containers on this machine: `deploy/compose.yaml`, with its secrets beside it."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ates_chassis.shared.command_error import CommandError
from ates_local.secret_files import Hosts, SecretFiles

FILE = "deploy/compose.yaml"
SECRETS = "deploy/secrets"
REMEDY = (
    "Install Docker with Compose 2, and start its engine. Without --docker, ./ates needs neither."
)


@dataclass(frozen=True)
class Compose:
    checkout: Path

    @property
    def command_line(self) -> str:
        """As a person types it in the checkout."""
        return f"docker compose -f {FILE}"

    def check_available(self) -> None:
        """Raises CommandError where there is no engine that answers, or no Compose."""
        if shutil.which("docker") is None:
            raise CommandError("There is no docker on the PATH.", remedy=REMEDY)
        for command in (("docker", "version"), ("docker", "compose", "version")):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                what = " ".join(command)
                raise CommandError(f"`{what}` fails.", details=done.stderr, remedy=REMEDY)

    def write_secrets(self) -> None:
        SecretFiles(self.checkout / SECRETS, Hosts()).write()

    def run(self, *arguments: str) -> None:
        """Shows what Docker shows. Raises CommandError where it fails."""
        command = ["docker", "compose", "-f", FILE, *arguments]
        done = subprocess.run(command, cwd=self.checkout, check=False)
        if done.returncode:
            raise CommandError(
                f"`{self.command_line} {' '.join(arguments)}` failed.",
                remedy=f"See why: {self.command_line} ps --all; {self.command_line} logs",
            )

    def published(self, service: str, port: int) -> str:
        """Where a port of a service is found on this machine."""
        command = ["docker", "compose", "-f", FILE, "port", service, str(port)]
        done = subprocess.run(
            command, cwd=self.checkout, capture_output=True, text=True, check=True
        )
        return f"http://{done.stdout.strip()}"
