"""What a service does has one name in all of its layers."""

from pathlib import Path

import pytest
from architecture.rules import DETAILS, capabilities, other_names

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = {name: CHECKOUT / "services" / name / f"ates_{name}" for name in DETAILS}


@pytest.mark.parametrize("service", DETAILS)
def test_each_module_of_a_layer_is_named_by_a_capability(service: str) -> None:
    assert len(capabilities(PACKAGES[service])) > 3
    assert other_names(PACKAGES[service]) == set()


def test_another_name_is_found(tmp_path: Path) -> None:
    package = tmp_path / "ates_payments"
    for name in ("use_cases/mails", "jobs/mails", "storage/letters"):
        file = package / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    assert other_names(package) == {"storage/letters"}


@pytest.mark.parametrize("service", DETAILS)
def test_each_detail_is_there(service: str) -> None:
    modules = {file.stem for file in PACKAGES[service].rglob("*.py")}
    assert modules >= DETAILS[service]
