"""The supervisor's configuration says exactly what each program is to be."""

import pytest
from supervisor.options import ServerOptions

from ates_embedded.failure import Failure
from ates_embedded.places import LONGEST_SOCKET_PATH, Places
from ates_embedded.programs import Program, supervisor_config

PROGRAM = Program(
    "tasks-api",
    ["/a b/python", "-m", "serve", "log=%m [%p]"],
    200,
    {"ATES_URL": "postgresql://u:p%40w@h/d", "ATES_CLIENTS": '{"payments": "a, b=c"}'},
)


@pytest.fixture
def places(tmp_path):
    places = Places(checkout=tmp_path, state=tmp_path)
    places.make()
    return places


def read_by_supervisor(config, places):
    places.supervisor_config.write_text(config)
    options = ServerOptions()
    options.realize(["-c", str(places.supervisor_config)])
    return options.process_group_configs[0].process_configs[0]


def test_command_and_environment_arrive_as_they_were_given(places):
    config = supervisor_config([PROGRAM], places, as_root=False)
    read = read_by_supervisor(config, places)
    assert read.environment == PROGRAM.environment
    assert read.command == '"/a b/python" "-m" "serve" "log=%m [%p]"'


def test_programs_are_started_by_up_and_restarted_after_a_crash(places):
    read = read_by_supervisor(supervisor_config([PROGRAM], places, as_root=False), places)
    assert not read.autostart
    assert read.autorestart
    assert read.killasgroup


def test_a_value_that_cannot_be_quoted_is_refused(places):
    program = Program("web", ["x"], 1, {"ATES_TITLE": "it's"})
    with pytest.raises(Failure, match="ATES_TITLE"):
        supervisor_config([program], places, as_root=False)


def test_the_socket_lies_in_the_state_folder(places, tmp_path):
    short = Places(checkout=tmp_path, state=tmp_path.__class__("/s"))
    assert short.supervisor_socket == short.state / "supervisor.sock"


def test_a_deep_state_folder_gets_a_short_socket_of_its_own(tmp_path):
    deep = Places(checkout=tmp_path, state=tmp_path / ("x" * 90))
    other = Places(checkout=tmp_path, state=tmp_path / ("y" * 90))
    assert len(str(deep.supervisor_socket)) <= LONGEST_SOCKET_PATH
    assert deep.supervisor_socket != other.supervisor_socket
