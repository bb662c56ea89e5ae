"""The program `./ates`: its commands, and one way for all of them to fail."""

import sys

import typer

from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console, show_failure
from ates_local.commands import (
    admin,
    configure,
    doctor,
    down,
    logs,
    migrate,
    outbox,
    parked,
    rebuild,
    secrets,
    status,
    takeover,
    up,
)
from ates_tools.commands import (
    bench,
    checking,
    coverage,
    documents,
    lock,
    rehearse,
    screenshots,
    testing,
)

app = typer.Typer(
    name="ates",
    help="aTES, the task exchange: everything there is to do with it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("up")(up.up)
app.command("configure")(configure.configure)
app.command("down")(down.down)
app.command("status")(status.status)
app.command("logs")(logs.logs)
app.command("test", context_settings=testing.SETTINGS)(testing.test)
app.command("check")(checking.check)
app.command("bench")(bench.bench)
app.command("documents")(documents.documents)
app.command("coverage", context_settings=testing.SETTINGS)(coverage.coverage)
app.command("lock")(lock.lock)
app.command("secrets")(secrets.secrets)
app.command("migrate")(migrate.migrate)
app.add_typer(admin.app, name="admin")
app.command("rebuild")(rebuild.rebuild)
app.add_typer(parked.app, name="parked")
app.add_typer(outbox.app, name="outbox")
app.command("takeover")(takeover.takeover)
app.command("rehearse")(rehearse.rehearse)
app.command("screenshots")(screenshots.screenshots)
app.command("doctor")(doctor.doctor)
app.command("reset")(down.reset)


def main() -> None:
    try:
        app(prog_name="./ates")
    except CommandError as failure:
        show_failure(failure)
        sys.exit(1)
    except KeyboardInterrupt:
        console.print("Interrupted.")
        sys.exit(130)
