from pathlib import Path

import pytest
from pydantic import ValidationError

from ates_chassis.database.migrations import MigrationSettings
from ates_chassis.settings import BrokerSettings

AMQP_URL = "amqp://tasks:secret@rabbitmq/ates"


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATES_SECRETS_DIR", str(tmp_path))
    monkeypatch.delenv("ATES_AMQP_URL", raising=False)
    return tmp_path


def test_a_secret_may_lie_in_a_file_of_its_variables_name(secrets: Path) -> None:
    (secrets / "ATES_AMQP_URL").write_text(f"{AMQP_URL}\n")
    assert BrokerSettings().amqp_url.get_secret_value() == AMQP_URL


def test_every_kind_of_settings_takes_secrets_from_files(secrets: Path) -> None:
    (secrets / "ATES_DATABASE_URL").write_text("postgresql://ates_tasks:x@db/ates_tasks")
    (secrets / "ATES_MIGRATION_DATABASE_URL").write_text("postgresql://o:x@db/ates_tasks")
    assert MigrationSettings().app_role == "ates_tasks"


def test_the_environment_precedes_a_file(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (secrets / "ATES_AMQP_URL").write_text("amqp://other")
    monkeypatch.setenv("ATES_AMQP_URL", AMQP_URL)
    assert BrokerSettings().amqp_url.get_secret_value() == AMQP_URL


def test_what_neither_has_is_missed(secrets: Path) -> None:
    with pytest.raises(ValidationError, match="amqp_url"):
        BrokerSettings()


def test_no_message_shows_a_secret_of_a_file(secrets: Path) -> None:
    (secrets / "ATES_AMQP_URL").write_text(AMQP_URL)
    (secrets / "ATES_BATCH_MAX").write_text("none")
    with pytest.raises(ValidationError) as failure:
        BrokerSettings()
    assert "secret@" not in str(failure.value)
