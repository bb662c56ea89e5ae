"""Requests that a program makes up from the OpenAPI document: none of them is too much for the gateway."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from e2e.staff import Hire, Staff

BUDGET_S = 25
# Made-up requests learn ids from answers, and these would take away the people that other tests need.
SPARED = ("erase_user", "deactivate_user", "change_role", "pay_to_workers")


@pytest_asyncio.fixture
async def swept(staff: Staff) -> AsyncIterator[None]:
    """Whoever a made-up request registers leaves again, its failed sign-ins are forgotten, and its webhooks are deleted."""
    yield
    for webhook in (await staff.call("administrator", "GET", "/webhooks"))["items"]:
        await staff.call("administrator", "DELETE", f"/webhooks/{webhook['id']}")
    await staff.forget_attempts()
    demo = {"boss", "accountant", "dev1", "dev2", "dev3", "dev4", "dev5", "admin", "manager"}
    query = {"active": True, "limit": 500}
    users = await staff.call("administrator", "GET", "/users", params=query)
    strangers = [user["id"] for user in users["items"] if user["login"] not in demo]
    await staff.dismiss(*strangers)


@pytest.mark.usefixtures("swept")
async def test_no_made_up_request_is_answered_with_an_error_of_the_server(
    staff: Staff, hire: Hire, tmp_path: Path
) -> None:
    # Its own administrator: made-up passwords would use up the attempts of the demo company's.
    administrator = await hire("administrator")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "schemathesis.cli", "run", f"{staff.company.web_url}/api/v1/openapi.json",
        "--header", f"Authorization: Bearer {administrator.access}",
        "--phases", "examples,coverage,fuzzing",
        "--checks", "not_a_server_error",
        # One worker: in CPython 3.11 two threads that parse source at once upset each other's recursion depth.
        "--max-examples", "20", "--max-time", str(BUDGET_S), "--workers", "1", "--seed", "1", "--request-retries", "1",
        *(f"--exclude-operation-id={name}" for name in SPARED),
        "--continue-on-failure", "--no-color",
        cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()[-8_000:]
