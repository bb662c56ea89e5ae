"""Missing programs are installed with the system's package manager, for which a script stands in."""

import os
from pathlib import Path

import pytest

from ates_chassis.shared.command_error import CommandError
from ates_local import rabbitmq_program
from ates_local.packages import install

# Notes how it is called, and finds a package once its list was fetched.
APT = """#!/bin/sh
echo "apt-get $*" >> "$NOTES"
case "$1" in
    update) : > "$NOTES.fetched" ;;
    install)
        if [ ! -e "$NOTES.fetched" ] || [ "$5" = nowhere ]; then echo "Unable to locate package"; exit 100; fi
        printf '#!/bin/sh\\n' > "$BIN/rabbitmq-server"; chmod +x "$BIN/rabbitmq-server" ;;
esac
"""
BREW = '#!/bin/sh\necho "brew $*" >> "$NOTES"\n'


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the PATH; it has what the scripts themselves need."""
    monkeypatch.setenv("NOTES", str(tmp_path / "notes"))
    monkeypatch.setenv("BIN", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()
    for name in ("env", "sh", "chmod"):
        (tmp_path / "bin" / name).symlink_to(f"/bin/{name}")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(rabbitmq_program, "SERVERS", ())
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path / "bin"


def add(programs: Path, name: str, script: str) -> None:
    (programs / name).write_text(script)
    (programs / name).chmod(0o755)


def notes(programs: Path) -> list[str]:
    return (programs.parent / "notes").read_text().splitlines()


def test_an_old_list_of_packages_is_fetched_before_giving_up(programs: Path) -> None:
    add(programs, "apt-get", APT)
    install(apt="rabbitmq-server", brew=None, what="RabbitMQ")
    assert [line.split()[1] for line in notes(programs)] == ["install", "update", "install"]


def test_what_apt_says_is_shown_where_it_fails(programs: Path) -> None:
    add(programs, "apt-get", APT)
    with pytest.raises(CommandError) as failure:
        install(apt="nowhere", brew=None, what="Nothing")
    assert failure.value.details == "Unable to locate package"


def test_brew_is_used_where_there_is_no_apt(programs: Path) -> None:
    add(programs, "brew", BREW)
    install(apt="rabbitmq-server", brew="rabbitmq", what="RabbitMQ")
    assert notes(programs) == ["brew install rabbitmq"]


def test_without_a_package_manager_the_remedy_names_the_packages(programs: Path) -> None:
    assert programs.exists()
    with pytest.raises(CommandError) as failure:
        install(apt="rabbitmq-server", brew="rabbitmq", what="RabbitMQ")
    assert "apt-get install rabbitmq-server" in (failure.value.remedy or "")
    assert "brew install rabbitmq" in (failure.value.remedy or "")


def test_others_than_root_need_sudo_without_a_password(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1_000)
    add(programs, "apt-get", APT)
    add(programs, "sudo", '#!/bin/sh\n[ "$2" = true ] && exit 1\n')
    with pytest.raises(CommandError, match="cannot be installed from here"):
        install(apt="rabbitmq-server", brew=None, what="RabbitMQ")
    add(programs, "sudo", '#!/bin/sh\nshift\n[ "$1" = true ] || "$@"\n')
    install(apt="rabbitmq-server", brew=None, what="RabbitMQ")
    assert len(notes(programs)) == 3


def test_rabbitmq_is_installed_where_it_is_missing(programs: Path) -> None:
    add(programs, "apt-get", APT)
    add(programs, "epmd", "#!/bin/sh\n")
    programs_there = rabbitmq_program.rabbitmq_programs()
    assert (programs_there.server, programs_there.epmd) == (
        programs / "rabbitmq-server",
        programs / "epmd",
    )


def test_epmd_is_looked_for_in_erlangs_folder(programs: Path) -> None:
    erts = programs.parent / "erlang" / "erts-13.1" / "bin"
    erts.mkdir(parents=True)
    add(erts, "epmd", "#!/bin/sh\n")
    add(programs, "erl", f'#!/bin/sh\nprintf %s "{programs.parent}/erlang"\n')
    assert rabbitmq_program.find_epmd() == erts / "epmd"
    add(programs, "erl", "#!/bin/sh\n")
    with pytest.raises(CommandError, match="epmd"):
        rabbitmq_program.find_epmd()
