"""What `./ates` does to a running company, every deployment can do: each such command belongs to a service or the chassis."""

import asyncio

import pytest
import typer.main

from ates_tools.cli import program
from support.home_commands import run_home

SERVICES = ("auth", "tasks", "accounting", "analytics", "payments")
LISTENING = ("tasks", "accounting", "analytics", "payments")
PRODUCING = ("auth", "tasks", "accounting", "payments")

# Servers, processes and settings of this machine, and what the source is checked, measured and shown with.
OF_THE_LAUNCHER = {
    "up", "configure", "down", "status", "logs", "takeover", "doctor", "reset",
    "test", "check", "bench", "coverage", "documents", "lock", "rehearse", "screenshots",
    # What a deployment without the launcher begins with, made by a checkout.
    "secrets",
}  # fmt: skip

HOMES: dict[str, list[tuple[str, ...]]] = {
    "migrate": [("ates_chassis.database.migrations",)],
    "rebuild": [("ates_analytics", "rebuild")],
    "admin create": [("ates_auth", "admin")],
    **{
        f"parked {name}": [(f"ates_{service}", "parked", name) for service in LISTENING]
        for name in ("list", "show", "replay", "drop")
    },
    **{
        f"outbox {name}": [(f"ates_{service}", "outbox", name) for service in PRODUCING]
        for name in ("list", "retry")
    },
}


def commands_of_ates() -> set[str]:
    names = set()
    for name, command in typer.main.get_group(program()).commands.items():
        children = getattr(command, "commands", {})
        names |= {f"{name} {child}" for child in children} or {name}
    return names


def test_each_command_is_the_launchers_or_has_a_home() -> None:
    assert commands_of_ates() == OF_THE_LAUNCHER | HOMES.keys()
    assert not OF_THE_LAUNCHER & HOMES.keys()


@pytest.mark.parametrize("home", sorted({home for homes in HOMES.values() for home in homes}))
async def test_a_home_command_is_there_without_the_launcher(home: tuple[str, ...]) -> None:
    module, *arguments = home
    code, output = await run_home(module, *arguments, "--help")
    assert code == 0, output
    assert "sage" in output


async def test_what_needs_the_launcher_is_seen_to_fail() -> None:
    outputs = await asyncio.gather(run_home("ates_tools", "--help"), run_home("ates_local.work"))
    for (code, output), reason in zip(
        outputs, ("No module named ates_tools", "import of ates_local halted"), strict=True
    ):
        assert code != 0
        assert reason in output
