"""A node whose folder was moved with its data: quorum queues go on where they are, streams begin anew.

RabbitMQ writes down where the files of queues lie. Those of quorum queues are given relative to the node's folder, so that it may be
moved. Streams, which only keep a record for people to read and for web to follow, cannot be given so.
"""

import shutil
from pathlib import Path

from ates_chassis.shared.command_error import CommandError
from ates_local import state_files
from ates_local.leftovers import node_in
from ates_local.places import is_same

DATA = "data"
# As a node wrote them that was first started before its folders were relative.
_OLD_QUORUM = "quorum"
_REMEDY = "Delete it."


def folders(folder: Path, node: str) -> dict[str, str]:
    """Where the node keeps its queues, relative to its own folder, in which it starts."""
    if (folder / DATA / node / _OLD_QUORUM).exists():
        return {}
    return {
        "RABBITMQ_QUORUM_DIR": f"{DATA}/quorum",
        "RABBITMQ_STREAM_DIR": f"{DATA}/stream",
    }


def note_place(folder: Path, node: str) -> None:
    """Before each start. Where the data were moved, what would hinder the streams goes. Raises CommandError.

    The note stays while its name leads here: by that name the streams know where their files are.
    """
    note = folder / "place"
    before = state_files.read(note, remedy=_REMEDY)
    if before is not None and is_same(Path(before), folder):
        return
    if before is not None and (folder / DATA / node).exists():
        check_movable(folder, node, before)
        state_files.write(streams_lost(folder), before)
        shutil.rmtree(folder / DATA / node / "coordination", ignore_errors=True)
        shutil.rmtree(folder / DATA / "stream", ignore_errors=True)
    state_files.write(note, str(folder))


def check_movable(folder: Path, node: str, before: str) -> None:
    if not folders(folder, node):
        raise CommandError(
            f"The queues in {folder} were made in {before}, and can be opened there alone.",
            remedy=f"Move the folder back to {before}.",
        )
    running = node_in(folder)
    if running is not None:
        raise CommandError(
            f"{folder} was moved while RabbitMQ ran in it: process {running.pid}.",
            remedy=f"./ates down, or end that process if it runs still; then ./ates up. It was in {before}.",
        )


def streams_lost(folder: Path) -> Path:
    """There until the streams were declared anew."""
    return folder / "streams-lost"


def forgetting(streams: list[str], vhost: str) -> str:
    """Erlang that makes the node forget queues whose files are gone, which it would not let anybody delete.

    RabbitMQ up to 3.12 knows the first way, from 3.13 on the second.
    """
    names = ", ".join(f'<<"{name}">>' for name in streams)
    return f"""
        [begin
            Name = rabbit_misc:r(<<"{vhost}">>, queue, Text),
            catch rabbit_amqqueue:internal_delete(Name, <<"ates">>),
            catch rabbit_db_queue:delete(Name, normal)
        end || Text <- [{names}]], ok.
        """
