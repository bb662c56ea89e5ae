"""The main job on a real backlog, through the gateway, RabbitMQ and both databases."""

from uuid import uuid4

import httpx
from e2e.staff import Hire, Staff

from ates_chassis.testing import eventually
from ates_tools.rehearsal.main_job import AuditedBooks, rehearse
from support.backlog import backlog
from support.running_company import RunningCompany

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


async def test_a_backlog_is_filed_reassigned_completed_and_booked_to_the_cent(
    company: RunningCompany,
) -> None:
    content = backlog()
    books = AuditedBooks(company.database_url("tasks"), company.database_url("accounting"))
    key = f"backlog {uuid4()}"
    outcome = await rehearse(company.web_url, books, content, key, print)
    rows = outcome.imported["imported"] + len(outcome.imported["rejected"])
    assert rows == 2_000
    # Other tests may have left open tasks behind.
    assert outcome.reassigned == outcome.completed >= outcome.imported["imported"]
    assert [finding for finding in outcome.findings if not finding.holds] == []

    again = await rehearse(company.web_url, books, content, key, print)
    assert again.imported == outcome.imported
    assert (again.reassigned, again.completed) == (0, 0)
    assert again.findings == outcome.findings


async def test_one_trace_leads_from_the_click_to_the_ledger_row(
    staff: Staff, api: httpx.AsyncClient, hire: Hire
) -> None:
    person = await hire()
    task = await staff.task_of(person, author=person)
    click = person.headers | {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    await api.post(f"/tasks/{task['id']}/complete", headers=click)
    booked = await eventually(
        lambda: staff.transfers_of(task["id"]), until=lambda rows: len(rows) > 1
    )
    assert booked[-1]["kind"] == "reward"
    assert booked[-1]["traceparent"].split("-")[1] == TRACE
