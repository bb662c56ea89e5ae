"""What is generated from the code and committed says what the code says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from ates_tools import documents

CHECKOUT = Path(__file__).resolve().parents[2]


def test_generated_documents_are_up_to_date() -> None:
    stale = [str(path.relative_to(CHECKOUT)) for path in documents.outdated(CHECKOUT)]
    assert not stale, "run ./ates documents and commit the result"


# A worker is made for its document alone, so it reaches nothing.
NOWHERE = {
    "ATES_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing",
    "ATES_AMQP_URL": "amqp://nobody@127.0.0.1:9/ates",
    "ATES_JWKS_URL": "http://127.0.0.1:9",
    "ATES_PORT": "1",
    "ATES_ACCOUNTING_URL": "http://127.0.0.1:9",
    "ATES_AUTH_URL": "http://127.0.0.1:9",
    "ATES_CLIENT_SECRET": "nothing",
    "ATES_KEY_SECRET": Fernet.generate_key().decode(),
    "ATES_NOTICE_SECRET": Fernet.generate_key().decode(),
    "ATES_PUBLIC_URL": "http://127.0.0.1:9",
    "ATES_SMTP_HOST": "127.0.0.1",
    "ATES_SMTP_SENDER": "nobody@example.com",
}


@pytest.mark.parametrize(
    "service", ["auth", "tasks", "accounting", "payments", "analytics", "notifications"]
)
def test_the_document_that_web_serves_is_what_faststream_says_of_each_worker(
    service: str, tmp_path: Path
) -> None:
    file = tmp_path / "asyncapi.json"
    faststream = Path(sys.executable).with_name("faststream")
    subprocess.run(
        [faststream, "docs", "gen", f"ates_{service}.main:app", "--factory", "--out", file],
        env=os.environ | NOWHERE,
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    of_worker = json.loads(file.read_text(encoding="utf-8"))
    served = json.loads((CHECKOUT / "services/web/ates_web/asyncapi.json").read_text("utf-8"))
    for part in ("channels", "operations"):
        named = {name: served[part].get(name) for name in of_worker[part]}
        assert named == of_worker[part]
    for part in ("messages", "schemas"):
        named = {
            name: served["components"][part].get(name) for name in of_worker["components"][part]
        }
        assert named == of_worker["components"][part]
