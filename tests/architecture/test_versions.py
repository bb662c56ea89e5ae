"""One version, wherever it is written."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from ates_local.places import checkout_root

ROOT = checkout_root()
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
PROJECTS = sorted([ROOT / "chassis/pyproject.toml", *ROOT.glob("services/*/pyproject.toml")])
PACKAGES = [ROOT / "services/web/package.json", ROOT / "tests/clients/package.json"]
IMAGES = [
    ROOT / "deploy/compose.yaml",
    *sorted(ROOT.glob("deploy/kubernetes/**/kustomization.yaml")),
    *sorted(ROOT.glob("deploy/trial/*")),
]
_OF_IMAGES = re.compile(r"(?:\bates:|newTag: )(\d+\.\d+\.\d+)")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PROJECTS, ids=name)
def test_a_python_project_has_the_version_of_the_whole(path: Path) -> None:
    assert tomllib.loads(path.read_text())["project"]["version"] == VERSION


@pytest.mark.parametrize("path", PACKAGES, ids=name)
def test_a_package_of_the_browser_has_the_version_of_the_whole(path: Path) -> None:
    assert json.loads(path.read_text())["version"] == VERSION
    lock = json.loads(path.with_name("package-lock.json").read_text())
    assert {lock["version"], lock["packages"][""]["version"]} == {VERSION}


def test_the_image_has_the_version_of_the_whole() -> None:
    tags = {
        tag for file in IMAGES if file.is_file() for tag in _OF_IMAGES.findall(file.read_text())
    }
    assert tags == {VERSION}
