"""Passwords: generated once, kept for the owner only, filled into RabbitMQ's definitions as hashes."""

import base64
import hashlib
import json
import stat
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ates_chassis.messaging.definitions import password_hash, with_passwords
from ates_local.company import Company
from ates_local.definitions import password_name, write_definitions
from ates_local.passwords import Passwords
from ates_local.places import Places
from ates_local.ports import Ports
from ates_local.settings import Settings

ROUNDS = 50
SERVERS = 8

DEFINITIONS = {
    "vhosts": [{"name": "ates"}],
    "users": [{"name": "tasks", "tags": ""}, {"name": "known", "password_hash": "x"}],
}


def passwords_in(folder: Path) -> Passwords:
    return Passwords.load(folder / "secrets.json")


def test_a_password_stays_the_same(tmp_path: Path) -> None:
    first = passwords_in(tmp_path).of("rabbitmq/tasks")
    assert passwords_in(tmp_path).of("rabbitmq/tasks") == first


def test_two_names_have_two_passwords(tmp_path: Path) -> None:
    passwords = passwords_in(tmp_path)
    assert passwords.of("one") != passwords.of("two")


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    passwords_in(tmp_path).of("one")
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_a_key_has_32_bytes(tmp_path: Path) -> None:
    assert len(base64.urlsafe_b64decode(passwords_in(tmp_path).key("auth/keys"))) == 32


def test_the_hash_is_salt_and_digest_as_rabbitmq_wants_them() -> None:
    decoded = base64.b64decode(password_hash("secret", salt=b"salt"))
    assert decoded == b"salt" + hashlib.sha256(b"saltsecret").digest()


def test_a_user_without_a_hash_gets_one_and_nothing_else_changes(tmp_path: Path) -> None:
    passwords = passwords_in(tmp_path)
    filled = with_passwords(DEFINITIONS, lambda user: passwords.of(password_name(user)))
    tasks, known = filled["users"]
    decoded = base64.b64decode(tasks["password_hash"])
    digest = hashlib.sha256(decoded[:4] + passwords.of("rabbitmq/tasks").encode()).digest()
    assert decoded[4:] == digest
    assert tasks["hashing_algorithm"] == "rabbit_password_hashing_sha256"
    assert known == DEFINITIONS["users"][1]
    assert filled["vhosts"] == DEFINITIONS["vhosts"]


def test_the_committed_definitions_hold_no_password(tmp_path: Path) -> None:
    assert "password_hash" not in DEFINITIONS["users"][0]
    with_passwords(DEFINITIONS, passwords_in(tmp_path).of)
    assert "password_hash" not in DEFINITIONS["users"][0]


def test_the_same_definitions_give_the_same_file(tmp_path: Path) -> None:
    places = Places(checkout=tmp_path, state=tmp_path)
    places.definitions.parent.mkdir(parents=True)
    places.definitions.write_text(json.dumps(DEFINITIONS))
    texts = []
    for target in (tmp_path / "one.json", tmp_path / "two.json"):
        write_definitions(places, passwords_in(tmp_path), target)
        texts.append(target.read_text())
    assert texts[0] == texts[1]


@pytest.fixture
def _threads_take_turns_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_threads_take_turns_often")
def test_servers_prepared_side_by_side_get_the_passwords_that_the_file_keeps(
    tmp_path: Path,
) -> None:
    servers = [f"server{number}" for number in range(SERVERS)]
    with ThreadPoolExecutor(SERVERS) as threads:
        for number in range(ROUNDS):
            places = Places(checkout=tmp_path, state=tmp_path / str(number))
            places.state.mkdir()
            company = Company(places, Settings(Ports(1), {}, None, {}))
            together = threading.Barrier(SERVERS)

            def password_of(
                server: str, company: Company = company, together: threading.Barrier = together
            ) -> str:
                together.wait(timeout=10)
                return company.passwords.of(server)

            passwords = list(threads.map(password_of, servers))
            assert [passwords_in(places.state).of(server) for server in servers] == passwords
