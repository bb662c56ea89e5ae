"""Each program runs as it was given, whatever stands in its command, its environment and its paths."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from programs import program_of
from supervisor.options import ProcessConfig, ServerOptions

from ates_local.places import LONGEST_SOCKET_PATH, Places
from ates_local.programs import SOCKET, Program, script, supervisor_config
from ates_local.supervision import Supervisor

STRANGE = "a ;b #c %d%%(x)s 'e\" $f `g` \\h\nä"
WHAT_IT_GOT = (
    "import os, sys; print(repr((dict(os.environ)['ATES_VALUE'], sys.argv[1:], os.getcwd())))"
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
PROGRAM = Program(
    "tasks-api", [sys.executable, "-c", WHAT_IT_GOT, STRANGE], 200, {"ATES_VALUE": STRANGE}
)


def run(program: Program, folder: Path) -> tuple[str, list[str], str]:
    file = folder / "script"
    file.write_text(script(program))
    done = subprocess.run(["/bin/sh", file], capture_output=True, check=True, text=True)
    shown: tuple[str, list[str], str] = eval(done.stdout)
    return shown


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places(checkout=tmp_path, state=tmp_path)
    places.make()
    return places


def read_by_supervisor(
    config: str, places: Places, monkeypatch: pytest.MonkeyPatch
) -> tuple[ServerOptions, ProcessConfig]:
    places.supervisor_config.write_text(config)
    monkeypatch.chdir(places.state)
    options = ServerOptions()
    options.realize(["-c", str(places.supervisor_config)])
    return options, options.process_group_configs[0].process_configs[0]


@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=TEXTS, argument=TEXTS)
def test_a_program_gets_every_value_as_it_was_given(
    value: str, argument: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", WHAT_IT_GOT, argument]
    program = Program("tasks-api", command, 200, {"ATES_VALUE": value}, tmp_path)
    assert run(program, tmp_path) == (value, [argument], str(tmp_path))


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / STRANGE
    folder.mkdir()
    python = folder / "python"
    shutil.copy(program_of("sh"), python)
    shown = Program("x", [str(python), "-c", 'printf %s "$PWD"'], 1, directory=folder)
    (tmp_path / "script").write_text(script(shown))
    done = subprocess.run(["/bin/sh", tmp_path / "script"], capture_output=True, check=True)
    assert os.fsdecode(done.stdout) == str(folder)


def test_the_supervisor_runs_a_program_with_any_value_in_a_folder_of_any_name(
    tmp_path: Path,
) -> None:
    state = tmp_path / "st ;a #t %(e)s 'x\""
    places = Places(checkout=tmp_path, state=state)
    places.make()
    supervisor = Supervisor(places)
    supervisor.configure([PROGRAM])
    try:
        supervisor.start(PROGRAM.name)
        log = supervisor.states()[PROGRAM.name].log
        supervisor._wait(lambda: log.exists() and log.read_text(), 10, "nothing is logged")
        assert eval(log.read_text().splitlines()[0])[:2] == (STRANGE, [STRANGE])
    finally:
        supervisor.shutdown()


def test_the_configuration_changes_with_the_program(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = supervisor_config([PROGRAM], places, as_root=False)
    assert STRANGE not in before
    changed = Program(PROGRAM.name, PROGRAM.command, 200, {"ATES_VALUE": "other"})
    assert supervisor_config([changed], places, as_root=False) != before
    _, read = read_by_supervisor(before, places, monkeypatch)
    assert read.command.split()[0] == "./programs/tasks-api"


def test_programs_are_started_by_up_and_restarted_after_a_crash(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = supervisor_config([PROGRAM], places, as_root=False)
    _, read = read_by_supervisor(config, places, monkeypatch)
    assert not read.autostart
    assert read.autorestart
    assert read.killasgroup


def test_a_script_is_for_its_owner_alone(places: Places) -> None:
    supervisor = Supervisor(places)
    supervisor._write_script(PROGRAM)
    assert (places.programs / PROGRAM.name).stat().st_mode & 0o777 == 0o700


def test_the_socket_lies_in_the_state_folder(tmp_path: Path) -> None:
    short = Places(checkout=tmp_path, state=tmp_path.__class__("/s"))
    assert short.supervisor_socket == short.state / "supervisor.sock"


def test_a_deep_state_folder_gets_a_short_socket_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = Places(checkout=tmp_path, state=tmp_path / ("x" * 90))
    other = Places(checkout=tmp_path, state=tmp_path / ("y" * 90))
    assert len(str(deep.supervisor_socket)) <= LONGEST_SOCKET_PATH
    assert deep.supervisor_socket != other.supervisor_socket
    deep.make()
    monkeypatch.setenv(SOCKET, str(deep.supervisor_socket))
    config = supervisor_config([PROGRAM], deep, as_root=False)
    options, _ = read_by_supervisor(config, deep, monkeypatch)
    assert options.server_configs[0]["file"] == str(deep.supervisor_socket)
