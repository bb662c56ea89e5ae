"""Mails: when they go out, in which language, what they say, and how many they are."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from notifications_service import NotificationsService
from uuid_utils.compat import uuid7

from support.mail_servers import MailServerDouble, part_of


async def _due_now(service: NotificationsService) -> None:
    """The short delay, in which more may come, is over."""
    await service.execute(
        "UPDATE emails SET next_at = now() WHERE next_at < now() + interval '3 s'"
    )


async def _send(service: NotificationsService, **changes: Any) -> None:
    await _due_now(service)
    await service.emailing(**changes).send(service.db)


async def _states(service: NotificationsService) -> list[tuple[str, int]]:
    return [
        (row.state, row.attempts)
        for row in await service.rows("SELECT state, attempts FROM emails ORDER BY id")
    ]


async def test_a_mail_tells_of_the_task_in_text_and_html_with_a_button_and_names_nothing_in_its_subject(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person, task = await service.person(), uuid7()
    await service.hear(service.added(task, "Feed <b>the</b> bird"), service.assigned(person, task_id=task))  # fmt: skip
    await _send(service)
    [mail] = up.mails
    assert mail["Subject"] == "A new task for you"
    assert mail["To"].addresses[0].addr_spec == "ada@example.com"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("-1@company.example>")
    assert "“Feed <b>the</b> bird” was given to you." in part_of(mail, "plain")
    assert f"https://ates.example/tasks/{task}" in part_of(mail, "plain")
    page = part_of(mail, "html")
    assert f'<a href="https://ates.example/tasks/{task}"' in page
    assert "<b>" not in page
    assert "&lt;b&gt;the&lt;/b&gt; bird" in page
    assert await _states(service) == [("sent", 1)]


async def test_a_person_is_written_to_in_their_own_language(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person, task = await service.person(), uuid7()
    await service.prefer(person, language="ru")
    await service.hear(
        service.added(task, "Покормить птицу"),
        service.assigned(person, task_id=task),
        service.posted(person, 123_456, kind="correction"),
    )
    await _send(service)
    mails = {str(mail["Subject"]): part_of(mail, "plain") for mail in up.mails}
    assert mails.keys() == {"У тебя новая задача", "Твой баланс исправлен"}
    assert "Тебе досталась задача «Покормить птицу»." in mails["У тебя новая задача"]
    assert re.search(r"1\s234,56 USD", mails["Твой баланс исправлен"])


@pytest.mark.parametrize(
    ("count", "subject"),
    [(2, "У тебя 2 новые задачи"), (5, "У тебя 5 новых задач"), (12, "У тебя 12 новых задач")],
)
async def test_a_flood_of_tasks_is_one_mail(
    service: NotificationsService, up: MailServerDouble, count: int, subject: str
) -> None:
    person = await service.person()
    await service.prefer(person, language="ru")
    for _ in range(count):
        await service.hear(service.assigned(person))
    await _send(service)
    assert [str(mail["Subject"]) for mail in up.mails] == [subject]


async def test_what_comes_after_the_mail_is_told_by_a_second_one_once_the_notice_gathers_no_more(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person = await service.person()
    await service.hear(service.assigned(person))
    await _send(service)
    await service.hear(service.assigned(person), service.assigned(person))
    await service.hear(service.assigned(person))
    await _send(service)
    assert len(up.mails) == 1
    wait = await service.value("SELECT next_at - now() FROM emails")
    assert timedelta(minutes=4) < wait <= timedelta(minutes=5)
    await service.later()
    await service.emailing().send(service.db)
    assert [str(mail["Subject"]) for mail in up.mails] == ["A new task for you", "3 new tasks for you"]  # fmt: skip
    assert len({mail["Message-ID"] for mail in up.mails}) == 2


async def test_what_is_added_while_a_mail_is_under_way_is_told_later(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person = await service.person()
    await service.hear(service.assigned(person))
    up.slow.clear()
    sending = asyncio.ensure_future(_send(service))
    while not up.offered:  # noqa: ASYNC110 - the server of this process notes it
        await asyncio.sleep(0)
    await service.hear(service.assigned(person))
    up.slow.set()
    await sending
    assert await _states(service) == [("due", 0)]
    await service.later()
    await service.emailing().send(service.db)
    assert [str(mail["Subject"]) for mail in up.mails] == ["A new task for you"] * 2
    assert await _states(service) == [("sent", 1)]


async def test_what_was_read_before_its_mail_went_out_is_not_mailed(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person = await service.person()
    await service.hear(service.assigned(person))
    await service.post("/notices/read", person, {"up_to": str(uuid7())})
    await _send(service)
    assert up.mails == []
    assert await _states(service) == [("unneeded", 1)]


async def test_a_daily_mail_has_what_is_unread_and_goes_out_once_a_day(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person = await service.person()
    daily = {"task_given": "daily", "reward": "daily", "correction": "off"}
    await service.prefer(person, email=daily, time_zone="Asia/Tokyo")
    await service.hear(
        service.assigned(person), service.posted(person), service.posted(person, kind="correction")
    )
    [row] = await service.rows("SELECT next_at FROM emails")
    local = row.next_at.astimezone(UTC) + timedelta(hours=9)
    assert (local.hour, local.minute) == (8, 0)
    assert timedelta() < row.next_at - datetime.now(UTC) <= timedelta(days=1)
    await service.later()
    await service.emailing().send(service.db)
    [mail] = up.mails
    assert mail["Subject"] == "What was new for you"
    text = part_of(mail, "plain")
    assert "was given to you" in text
    assert "You were credited 25 USD" in text.replace("25.00", "25")
    assert "by hand" not in text
    await service.later()
    await service.emailing().send(service.db)
    assert len(up.mails) == 1
    await service.hear(service.posted(person))
    assert await _states(service) == [("due", 0)]


async def test_quiet_hours_hold_a_mail_back_also_one_that_is_tried_again(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person = await service.person()
    now = datetime.now(UTC)
    hours = {
        "start": f"{now - timedelta(hours=1):%H:%M}",
        "end": f"{now + timedelta(hours=2):%H:%M}",
    }
    await service.prefer(person, quiet_hours=hours)
    await service.hear(service.assigned(person))
    await service.emailing().send(service.db)
    await service.later()
    await service.emailing().send(service.db)
    assert up.mails == []
    [row] = await service.rows("SELECT next_at, attempts, state FROM emails")
    assert f"{row.next_at:%H:%M}" == hours["end"]
    assert (row.state, row.attempts) == ("due", 0)
    await service.prefer(person)
    await service.later()
    await service.emailing().send(service.db)
    assert len(up.mails) == 1


async def test_nobody_is_mailed_who_wants_none_or_has_left_but_of_their_money(
    service: NotificationsService, up: MailServerDouble
) -> None:
    none, gone = await service.person(), await service.person("gone@example.com", active=False)
    await service.prefer(none, email={"task_given": "off"})
    payout = uuid7()
    await service.hear(service.assigned(none), service.assigned(gone))
    await service.hear(service.due(gone, payout), service.failed(payout))
    await _send(service)
    assert [str(mail["Subject"]) for mail in up.mails] == ["Your payout did not reach you"]
    assert up.receivers == ["gone@example.com"]


async def test_payments_own_mails_are_not_sent_twice(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person, payout = await service.person(), uuid7()
    await service.prefer(person)
    await service.hear(service.due(person, payout), service.settled(payout))
    await _send(service)
    assert up.mails == []


async def test_a_subject_names_a_title_only_where_a_setting_allows_it(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person, task = await service.person(), uuid7()
    await service.hear(service.added(task, "Тайна"), service.assigned(person, task_id=task))
    await _send(service, mail_subject_details=True)
    assert up.mails[0]["Subject"] == "A new task for you: “Тайна”"
