"""The program `./ates`: its commands, and one way for all of them to fail."""

import sys
from collections.abc import Iterable
from importlib import import_module

import typer

from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console, show_failure

# What a command works with takes up to a second to import: so each is imported by whoever calls it, or asks for all.
COMMANDS = {
    "up": "ates_local.commands.up:up",
    "configure": "ates_local.commands.configure:configure",
    "down": "ates_local.commands.down:down",
    "status": "ates_local.commands.status:status",
    "logs": "ates_local.commands.logs:logs",
    "test": "ates_tools.commands.testing:test",
    "check": "ates_tools.commands.checking:check",
    "bench": "ates_tools.commands.bench:bench",
    "documents": "ates_tools.commands.documents:documents",
    "coverage": "ates_tools.commands.coverage:coverage",
    "lock": "ates_tools.commands.lock:lock",
    "secrets": "ates_local.commands.secrets:secrets",
    "migrate": "ates_local.commands.migrate:migrate",
    "admin": "ates_local.commands.admin:app",
    "rebuild": "ates_local.commands.rebuild:rebuild",
    "parked": "ates_local.commands.parked:app",
    "outbox": "ates_local.commands.outbox:app",
    "takeover": "ates_local.commands.takeover:takeover",
    "rehearse": "ates_tools.commands.rehearse:rehearse",
    "screenshots": "ates_tools.commands.screenshots:screenshots",
    "doctor": "ates_local.commands.doctor:doctor",
    "reset": "ates_local.commands.down:reset",
}
# What follows them goes to pytest.
_PASSING_ON = {"test", "coverage"}
_PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def program(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """With these commands."""
    app = typer.Typer(
        name="ates",
        help="aTES, the task exchange: everything there is to do with it.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    # Without it a program of a single command would not ask for the command's name.
    @app.callback()
    def whole() -> None:
        pass

    for name in names:
        module, _, attribute = COMMANDS[name].partition(":")
        command = getattr(import_module(module), attribute)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name, context_settings=_PASSED_ON if name in _PASSING_ON else None)(command)
    return app


def main() -> None:
    named = [name for name in sys.argv[1:2] if name in COMMANDS]
    try:
        program(named or COMMANDS)(prog_name="./ates")
    except CommandError as failure:
        show_failure(failure)
        sys.exit(1)
    except KeyboardInterrupt:
        console.print("Interrupted.")
        sys.exit(130)
