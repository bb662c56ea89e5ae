"""The secrets of a company in containers: made once each, for their owner alone, and fitting together."""

import json
import stat
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import yaml
from sqlalchemy.engine import make_url

from ates_chassis.messaging.addresses import addresses_of
from ates_local.places import checkout_root
from ates_local.secret_files import Hosts, SecretFiles
from ates_local.services import SERVICES

STORED = [service.name for service in SERVICES if service.has_database]
COMPOSE = checkout_root() / "deploy" / "compose.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    SecretFiles(tmp_path / "secrets", Hosts("db:6432", "one:5672,two:5672")).write()
    return tmp_path / "secrets"


def test_those_of_compose_and_of_kubernetes_are_made_and_no_others(folder: Path) -> None:
    named = set(yaml.safe_load(COMPOSE.read_text())["secrets"]) | {"erlang_cookie", "monitor_url"}
    roles = {f"ates_{name}{kind}_role" for name in STORED for kind in ("", "_owner")}
    assert {file.name for file in folder.iterdir()} == named | roles


def test_nobody_else_enters_their_folder(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_is_there_stays(folder: Path) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    (folder / "tasks_amqp_url").chmod(0o600)
    (folder / "tasks_amqp_url").write_text("amqp://tasks:mine@elsewhere/ates")
    assert SecretFiles(folder, Hosts()).write() == []
    after = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert after == before | {"tasks_amqp_url": b"amqp://tasks:mine@elsewhere/ates"}


def test_what_stays_and_leads_to_other_servers_is_named(folder: Path) -> None:
    assert SecretFiles(folder, Hosts("db:6432", "one:5672,two:5672")).elsewhere() == []
    names = SecretFiles(folder, Hosts("db:6432", "one:5672,two:5672,three:5672")).elsewhere()
    assert "tasks_amqp_url" in names
    assert not [name for name in names if name.endswith("_database_url")]
    assert "tasks_database_url" in SecretFiles(folder, Hosts("db")).elsewhere()


def test_addresses_name_the_servers_and_the_roles(folder: Path) -> None:
    url = make_url((folder / "tasks_database_url").read_text())
    assert (url.username, url.host, url.port, url.database) == (
        "ates_tasks",
        "db",
        6432,
        "ates_tasks",
    )
    assert "@one:5672,two:5672/ates" in (folder / "tasks_amqp_url").read_text()


def test_what_follows_from_another_says_the_same(folder: Path) -> None:
    client = (folder / "client_secret").read_text()
    assert json.loads((folder / "service_clients").read_text()) == {"payments": client}
    owner = make_url((folder / "tasks_migration_database_url").read_text())
    admin = make_url((folder / "admin_database_url").read_text())
    assert admin.password == (folder / "postgres_password").read_text()
    assert (folder / "ates_tasks_owner_role").read_text() == (
        f"username=ates_tasks_owner\npassword={owner.password}\n"
    )
    monitor = addresses_of((folder / "monitor_amqp_url").read_text())[0].password
    assert (folder / "monitor_url").read_text() == f"http://monitor:{monitor}@one:15672"
    archives = json.loads((folder / "archive_urls").read_text())
    assert archives["tasks"] == (folder / "tasks_database_url").read_text()


def test_a_new_rabbitmq_knows_its_administrator_alone(folder: Path) -> None:
    definitions = json.loads((folder / "rabbitmq_definitions").read_text())
    [user] = definitions["users"]
    assert user["name"] == "operator"
    assert "password" not in user
    assert (folder / "management_password").read_text() not in json.dumps(definitions)


def test_a_password_of_ones_own_may_have_any_letters(tmp_path: Path) -> None:
    password = "p@ss/word#1?:"
    tmp_path.chmod(0o700)
    (tmp_path / "postgres_password").write_text(password)
    (tmp_path / "monitor_amqp_url").write_text(f"amqp://monitor:{quote(password, safe='')}@mq/ates")
    SecretFiles(tmp_path, Hosts()).write()
    assert make_url((tmp_path / "admin_database_url").read_text()).password == password
    monitor = httpx.URL((tmp_path / "monitor_url").read_text())
    assert (monitor.password, monitor.host) == (password, "mq")
