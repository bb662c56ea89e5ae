"""Old data made readable once, on a copy: the installed RabbitMQ opens it, and is asked for nothing but the messages.

A node refuses data whose feature flags are not all enabled, although its own code still reads the messages in them: what enabling a
flag would change are tables, which this makes by hand. The copy serves for the one reading and is thrown away.
"""

import re
import shutil
from dataclasses import replace
from pathlib import Path

from ates_local import state_files, work
from ates_local.programs import MARK, Program
from ates_local.rabbitmq import NODE, RabbitMQ

_KHEPRI = "khepri_db"
# Atoms, quoted where they have a dot.
_NAME = re.compile(r"'[^']+'|[a-z]\w*")
# Makes each table that the installed version knows and the data lack. RabbitMQ's own list of tables is asked, which wants to
# know where the feature flags are.
_MAKE_TABLES = """
    application:load(rabbit),
    application:set_env(rabbit, feature_flags_file, os:getenv("ATES_FLAGS")),
    application:set_env(rabbit, plugins_dir, os:getenv("ERL_LIBS")),
    application:set_env(rabbit, enabled_plugins_file, "none"),
    ok = application:start(mnesia),
    Known = mnesia:system_info(tables),
    ok = mnesia:wait_for_tables(Known -- [schema], 60000),
    [{atomic, ok} = mnesia:create_table(Name, proplists:delete(match, Definition))
        || {Name, Definition} <- rabbit_table:definitions(), not lists:member(Name, Known)],
    mnesia:dump_log(),
    application:stop(mnesia),
    halt().
    """


def copy_of(old: Path, target: Path, *, flags: Path) -> None:
    """The old data with the feature flags of the new node in place of their own.

    But for the one that says that queues are looked up in Khepri, which a new node of 4.2 has: the old data have them in Mnesia.
    """
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(old, target, symlinks=True)
    enabled = _NAME.findall(flags.read_text())
    mnesias = ",".join(name for name in enabled if name.strip("'") != _KHEPRI)
    (target / flags_file().name).write_text(f"[{mnesias}].\n")


def flags_file(data: Path = Path()) -> Path:
    """Where a node writes which feature flags it has enabled."""
    return data / f"{NODE}-feature_flags"


async def make_tables(rabbitmq: RabbitMQ, data: Path) -> None:
    """Needs the node's epmd, since the tables belong to the node's name."""
    environment = {
        **rabbitmq.program().environment,
        "ERL_LIBS": str(rabbitmq.programs.home / "plugins"),
        "ATES_FLAGS": str(flags_file(data)),
        MARK: str(rabbitmq.places.real_state),
    }
    # One schedulers' pair as for the node itself; a cookie in HOME, no listener beyond loopback.
    arguments = ["-noshell", "-start_epmd", "false", "-sname", NODE]
    arguments += ["-kernel", "inet_dist_use_interface", "{127,0,0,1}"]
    arguments += ["-mnesia", "dir", f'"{data / NODE}"', "-eval", " ".join(_MAKE_TABLES.split())]
    await work.command(
        [str(rabbitmq.programs.erlang), *arguments],
        what="Making the old data readable",
        folder=Path("/"),
        environment=environment,
        apart=True,
        remedy="The old data are untouched. Install the RabbitMQ that wrote them, and start with it.",
    )


def rescue_program(rabbitmq: RabbitMQ) -> Program:
    """The node without an import of definitions, so that queues stay as they were."""
    program = rabbitmq.program()
    config = rabbitmq.places.rabbitmq / "rescue.conf"
    state_files.write(config, rabbitmq.config(with_definitions=False))
    environment = {**program.environment, "RABBITMQ_CONFIG_FILE": str(config)}
    return replace(program, environment=environment)
