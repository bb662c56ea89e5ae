"""Clients that others' tools make of our document do a day's work: what it leaves out or has wrong, they cannot do."""

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path

import httpx
import pytest
from e2e.staff import DEMO_LOGINS, PASSWORD, Hire

from ates_local.node import npm_command
from ates_local.places import checkout_root, places_of_this_checkout
from ates_tools.rehearsal.staff import DEMO_PASSWORD
from support.running_company import RunningCompany

CLIENTS = checkout_root() / "tests" / "clients"
DOCUMENT = "openapi.json"
# Each installs its generator, about ten seconds.
WITHIN_S = 240


async def run(*command: str | Path, folder: Path, path: str = "") -> str:
    environment = dict(os.environ) | ({"PATH": path} if path else {})
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), WITHIN_S)
    assert process.returncode == 0, output.decode()
    return output.decode()


@pytest.fixture
async def folder(api: httpx.AsyncClient, tmp_path: Path) -> Path:
    """What makes the clients, and the document as web serves it."""
    shutil.copytree(CLIENTS, tmp_path, dirs_exist_ok=True)
    (tmp_path / DOCUMENT).write_bytes((await api.get("/openapi.json")).content)
    return tmp_path


@pytest.fixture
async def arguments(company: RunningCompany, hire: Hire) -> list[str]:
    """Where, an employee, an accountant, and the password of each."""
    employee = await hire()
    accountant = DEMO_LOGINS["accountant"]
    return [company.web_url, employee.login, accountant, PASSWORD, DEMO_PASSWORD]


def check_statement(output: str) -> None:
    """A fee for each draw that fell on them, the reward of the task, and the correction; the newest first."""
    transfers = json.loads(output)
    assert transfers[0] == ["correction", 125, "USD"]
    assert {currency for _, _, currency in transfers} == {"USD"}
    amounts = {
        kind: [cents for each, cents, _ in transfers if each == kind] for kind in ("fee", "reward")
    }
    assert len(amounts["reward"]) == 1
    assert min(amounts["reward"]) > 0 > max(amounts["fee"])


@pytest.mark.timeout(2 * WITHIN_S)
async def test_a_python_client_does_a_days_work(folder: Path, arguments: list[str]) -> None:
    # With the pip of the tests' own environment: another takes longer to install than the packages.
    await run(sys.executable, "-m", "venv", "--without-pip", "made", folder=folder)
    binaries = folder / "made" / "bin"
    pip = (sys.executable, "-m", "pip", "--python", binaries / "python", "install", "--no-compile")
    hashed = ("--no-deps", "--require-hashes", "--disable-pip-version-check", "-q")
    await run(*pip, *hashed, "-r", "requirements.lock", folder=folder)
    generate = ("generate", "--path", DOCUMENT, "--config", "generator.yml", "--meta", "none")
    made = await run(
        binaries / "openapi-python-client", *generate, "--output-path", "ates_client", folder=folder
    )
    assert "WARNING" not in made, made
    check_statement(await run(binaries / "python", "drive.py", *arguments, folder=folder))


@pytest.mark.timeout(2 * WITHIN_S)
async def test_a_typescript_client_does_a_days_work(
    company: RunningCompany, folder: Path, arguments: list[str]
) -> None:
    npm = await npm_command(places_of_this_checkout())
    path = os.pathsep.join([str(Path(npm[0]).parent), os.environ["PATH"]])
    await run(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=folder, path=path)
    tools = folder / "node_modules" / ".bin"
    await run(tools / "openapi-typescript", DOCUMENT, "-o", "api.d.ts", folder=folder, path=path)
    await run(tools / "tsc", folder=folder, path=path)
    check_statement(await run("node", "built/drive.js", *arguments, folder=folder, path=path))
