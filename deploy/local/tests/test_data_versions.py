"""Which RabbitMQ wrote the data, and what the installed one may do with them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ates_chassis.shared.command_error import CommandError
from ates_local.passwords import Passwords
from ates_local.places import Places, checkout_root
from ates_local.ports import Ports
from ates_local.rabbitmq import NODE, RabbitMQ
from ates_local.rabbitmq_program import RabbitPrograms
from ates_local.takeover.rescue import copy_of
from ates_local.takeover.versions import (
    Opening,
    check_opens,
    note_start,
    note_version,
    opening,
    unfinished_takeover,
    version_of_data,
)

# As nodes of these versions wrote them.
FLAGS = {
    (3, 10): "[classic_mirrored_queue_version,quorum_queue,stream_queue,user_limits].",
    (3, 11): "[feature_flags_v2,quorum_queue,stream_queue,stream_single_active_consumer].",
    (3, 13): "[feature_flags_v2,message_containers,quorum_queue,stream_queue].",
    (4, 0): "[feature_flags_v2,message_containers,quorum_queue,\n 'rabbitmq_4.0.0',stream_queue].",
}


def data_in(folder: Path, flags: str) -> None:
    (folder / "data").mkdir()
    (folder / "data" / f"{NODE}-feature_flags").write_text(flags)


@pytest.mark.parametrize("version", FLAGS)
def test_data_without_a_note_are_known_by_their_feature_flags(
    tmp_path: Path, version: tuple[int, int]
) -> None:
    data_in(tmp_path, FLAGS[version])
    assert version_of_data(tmp_path, NODE) == version


def test_a_note_tells_the_version_better_than_flags(tmp_path: Path) -> None:
    data_in(tmp_path, FLAGS[4, 0])
    note_version(tmp_path, (4, 3))
    assert version_of_data(tmp_path, NODE) == (4, 3)


def test_a_note_that_cannot_be_read_is_as_good_as_none(tmp_path: Path) -> None:
    data_in(tmp_path, FLAGS[4, 0])
    (tmp_path / "version").write_text("")
    assert version_of_data(tmp_path, NODE) == (4, 0)


def test_where_there_are_no_data_everything_may_start(tmp_path: Path) -> None:
    assert version_of_data(tmp_path, NODE) is None
    check_opens(tmp_path, NODE, (4, 0))


@pytest.mark.parametrize(
    ("data", "program", "how"),
    [
        ((3, 10), (3, 10), Opening.DIRECT),
        ((3, 10), (3, 11), Opening.DIRECT),
        ((3, 10), (3, 12), Opening.TAKEOVER),
        ((3, 10), (4, 0), Opening.TAKEOVER),
        ((3, 12), (4, 0), Opening.TAKEOVER),
        ((3, 13), (4, 0), Opening.DIRECT),
        ((3, 10), (4, 2), Opening.TAKEOVER),
        ((3, 13), (4, 2), Opening.DIRECT),
        ((4, 0), (4, 2), Opening.DIRECT),
        ((4, 2), (4, 3), Opening.DIRECT),
        ((4, 3), (4, 3), Opening.DIRECT),
        ((4, 3), (4, 4), Opening.DIRECT),
        ((3, 10), (4, 3), Opening.IMPOSSIBLE),
        ((3, 13), (4, 3), Opening.IMPOSSIBLE),
        ((4, 0), (4, 3), Opening.IMPOSSIBLE),
        ((4, 1), (4, 3), Opening.IMPOSSIBLE),
        ((4, 0), (3, 13), Opening.IMPOSSIBLE),
        ((4, 3), (4, 0), Opening.IMPOSSIBLE),
    ],
)
def test_what_may_open_what(data: tuple[int, int], program: tuple[int, int], how: Opening) -> None:
    assert opening(data, program) is how


def test_a_jump_is_refused_with_the_command_that_helps(tmp_path: Path) -> None:
    data_in(tmp_path, FLAGS[3, 10])
    with pytest.raises(CommandError) as refused:
        check_opens(tmp_path, NODE, (4, 0))
    assert "3.10" in refused.value.what
    assert "./ates takeover" in refused.value.remedy


@pytest.mark.parametrize(
    ("flags", "way"), [((4, 0), "install that, ./ates up"), ((3, 10), "that, ./ates takeover")]
)
def test_the_step_without_mnesia_is_refused_with_the_version_between(
    tmp_path: Path, flags: tuple[int, int], way: str
) -> None:
    data_in(tmp_path, FLAGS[flags])
    with pytest.raises(CommandError, match=r"but those of 4\.2") as refused:
        check_opens(tmp_path, NODE, (4, 3))
    assert "once with 4.2" in refused.value.remedy
    assert way in refused.value.remedy


@pytest.fixture
def node(tmp_path: Path) -> Callable[..., RabbitMQ]:
    """Of any version."""
    places = Places(checkout=checkout_root(), state=tmp_path / "state")
    places.make()
    (places.rabbitmq / "data").mkdir()
    flags = places.rabbitmq / "data" / f"{NODE}-feature_flags"
    flags.write_text(FLAGS[4, 0])
    passwords = Passwords.load(places.passwords)

    def of(version: str) -> RabbitMQ:
        server = tmp_path / f"rabbitmq_server-{version}.9" / "sbin" / "rabbitmq-server"
        return RabbitMQ(RabbitPrograms(server, tmp_path / "epmd"), places, Ports(1), passwords)

    return of


def test_after_a_start_that_never_came_to_be_both_versions_may_start(
    node: Callable[..., RabbitMQ],
) -> None:
    node("4.0").prepare()
    node("4.1").prepare()  # and it does not start
    node("4.0").prepare()
    node("4.1").prepare()
    with pytest.raises(CommandError, match=r"older than the 4\.0"):
        check_opens(node("4.0").places.rabbitmq, NODE, (3, 13))


def test_what_was_started_and_never_ready_opens_no_further_way(
    node: Callable[..., RabbitMQ],
) -> None:
    node("4.1").prepare()
    node("4.2").prepare()
    with pytest.raises(CommandError, match=r"data of 4\.0, but those of 4\.2"):
        node("4.3").prepare()


async def test_once_the_node_is_ready_there_is_no_way_back(
    node: Callable[..., RabbitMQ], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def control(*_arguments: str | RabbitMQ) -> str:
        return ""

    monkeypatch.setattr(RabbitMQ, "control", control)
    node("4.0").prepare()
    node("4.1").prepare()
    await node("4.1").settle()
    assert version_of_data(node("4.1").places.rabbitmq, NODE) == (4, 1)
    with pytest.raises(CommandError, match=r"older than the 4\.1"):
        node("4.0").prepare()


def test_where_there_are_no_data_an_old_note_does_not_count(tmp_path: Path) -> None:
    note_version(tmp_path, (4, 3))
    note_start(tmp_path, NODE, (4, 0))
    data_in(tmp_path, FLAGS[4, 0])
    assert version_of_data(tmp_path, NODE) == (4, 0)


def test_a_copy_for_reading_has_its_queues_in_mnesia(tmp_path: Path) -> None:
    data_in(tmp_path, FLAGS[3, 10])
    flags = tmp_path / "new-feature_flags"
    flags.write_text("[feature_flags_v2,khepri_db,\n 'rabbitmq_4.2.0',stream_queue].\n")
    copy_of(tmp_path / "data", tmp_path / "copy", flags=flags)
    copied = (tmp_path / "copy" / f"{NODE}-feature_flags").read_text()
    assert copied == "[feature_flags_v2,'rabbitmq_4.2.0',stream_queue].\n"


def test_a_way_back_is_refused_without_touching_the_data(tmp_path: Path) -> None:
    data_in(tmp_path, FLAGS[4, 0])
    with pytest.raises(CommandError, match=r"older than the 4\.0"):
        check_opens(tmp_path, NODE, (3, 10))


def test_data_of_a_takeover_that_was_cut_short_are_not_started(tmp_path: Path) -> None:
    data_in(tmp_path, FLAGS[4, 0])
    unfinished_takeover(tmp_path).write_text("3.10")
    assert version_of_data(tmp_path, NODE) == (3, 10)
    with pytest.raises(CommandError, match="did not come to its end"):
        check_opens(tmp_path, NODE, (3, 10))
