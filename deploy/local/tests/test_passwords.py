"""Passwords: generated once, kept for the owner only, filled into RabbitMQ's definitions as hashes."""

import base64
import hashlib
import json
import stat

from ates_local.definitions import password_hash, with_passwords, write_definitions
from ates_local.passwords import Passwords
from ates_local.places import Places

DEFINITIONS = {
    "vhosts": [{"name": "ates"}],
    "users": [{"name": "tasks", "tags": ""}, {"name": "known", "password_hash": "x"}],
}


def passwords_in(folder):
    return Passwords.load(folder / "secrets.json")


def test_a_password_stays_the_same(tmp_path):
    first = passwords_in(tmp_path).of("rabbitmq/tasks")
    assert passwords_in(tmp_path).of("rabbitmq/tasks") == first


def test_two_names_have_two_passwords(tmp_path):
    passwords = passwords_in(tmp_path)
    assert passwords.of("one") != passwords.of("two")


def test_only_the_owner_may_read_them(tmp_path):
    passwords_in(tmp_path).of("one")
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_a_key_has_32_bytes(tmp_path):
    assert len(base64.urlsafe_b64decode(passwords_in(tmp_path).key("auth/keys"))) == 32


def test_the_hash_is_salt_and_digest_as_rabbitmq_wants_them():
    decoded = base64.b64decode(password_hash("secret", salt=b"salt"))
    assert decoded == b"salt" + hashlib.sha256(b"saltsecret").digest()


def test_a_user_without_a_hash_gets_one_and_nothing_else_changes(tmp_path):
    passwords = passwords_in(tmp_path)
    filled = with_passwords(DEFINITIONS, passwords)
    tasks, known = filled["users"]
    decoded = base64.b64decode(tasks["password_hash"])
    digest = hashlib.sha256(decoded[:4] + passwords.of("rabbitmq/tasks").encode()).digest()
    assert decoded[4:] == digest
    assert tasks["hashing_algorithm"] == "rabbit_password_hashing_sha256"
    assert known == DEFINITIONS["users"][1]
    assert filled["vhosts"] == DEFINITIONS["vhosts"]


def test_the_committed_definitions_hold_no_password(tmp_path):
    assert "password_hash" not in DEFINITIONS["users"][0]
    with_passwords(DEFINITIONS, passwords_in(tmp_path))
    assert "password_hash" not in DEFINITIONS["users"][0]


def test_the_same_definitions_give_the_same_file(tmp_path):
    places = Places(checkout=tmp_path, state=tmp_path)
    places.definitions.parent.mkdir(parents=True)
    places.definitions.write_text(json.dumps(DEFINITIONS))
    texts = []
    for target in (tmp_path / "one.json", tmp_path / "two.json"):
        write_definitions(places, passwords_in(tmp_path), target)
        texts.append(target.read_text())
    assert texts[0] == texts[1]
