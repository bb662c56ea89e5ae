"""From the click to whoever it concerns: a notice in a second, a mail in their language in five, and a signed message to a receiver."""

import time
from typing import Any

import httpx
from e2e.calls import MODES
from e2e.mails import mails_to
from e2e.staff import Hire, Staff, StaffMember

from ates_chassis.testing import eventually
from support.running_company import RunningCompany

NOTICE_WITHIN_S = 1.0
MAIL_WITHIN_S = 5.0


async def _notices(api: httpx.AsyncClient, person: StaffMember) -> list[dict[str, Any]]:
    answer = await api.get("/notices", headers=person.headers)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_drawn_task_gives_a_notice_in_a_second_and_a_mail_in_the_persons_language_in_five(
    company: RunningCompany, api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    person = await hire()
    chosen = {
        "language": "ru",
        "time_zone": None,
        "quiet_hours": None,
        "email": dict.fromkeys(MODES, "at-once"),
    }
    answer = await api.put("/notices/preferences", headers=person.headers, json=chosen)
    assert answer.status_code == 200, answer.text
    task = await staff.task_of(person, author=person)
    drawn = time.monotonic()
    [notice] = await eventually(lambda: _notices(api, person))
    noticed = time.monotonic()
    [mail] = await eventually(lambda: mails_to(company, person))
    mailed = time.monotonic()
    print("seconds until the notice:", noticed - drawn, "and the mail:", mailed - drawn)
    assert notice["kind"] == "task-given"
    assert notice["task"]["id"] == task["id"]
    assert noticed - drawn < NOTICE_WITHIN_S
    assert mailed - drawn < MAIL_WITHIN_S
    assert mail["Subject"] == "У тебя новая задача"
    text = mail.get_body(("plain",)).get_content()
    assert "Тебе досталась задача «a task for somebody»." in text
    assert f"/tasks/{task['id']}" in text
    assert (await api.get("/notices/unread", headers=person.headers)).json() == {"unread": 1}


async def test_one_click_in_a_mail_program_ends_such_mails_without_signing_in(
    company: RunningCompany, api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    person = await hire()
    await staff.task_of(person, author=person)
    [mail] = await eventually(lambda: mails_to(company, person))
    link = str(mail["List-Unsubscribe"]).strip("<> ")
    assert link.startswith(f"{company.web_url}/unsubscribe/")
    async with httpx.AsyncClient(trust_env=False) as program:
        page = await program.get(link)
        assert "A new task for you" in page.text
        answer = await program.post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200, answer.text
    path = f"/notices{link.removeprefix(company.web_url)}"
    assert (await api.get(path)).json() == {"kind": "task-given"}
    preferences = (await api.get("/notices/preferences", headers=person.headers)).json()
    assert preferences["email"]["task_given"] == "off"
