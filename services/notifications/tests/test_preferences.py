"""What people chose of mails, and the links by which they end them without signing in."""

import re
from typing import Any
from uuid import UUID

from notifications_service import NotificationsService
from uuid_utils.compat import uuid7

from ates_chassis.testing import bearer
from support.mail_servers import MailServerDouble, part_of


async def _send(service: NotificationsService) -> None:
    await service.execute(
        "UPDATE emails SET next_at = now() WHERE next_at < now() + interval '3 s'"
    )
    await service.emailing().send(service.db)


async def _link(mail: Any) -> str:
    """As the page behind the link calls it."""
    match = re.fullmatch(
        r"<(https://ates\.example(/unsubscribe/\S+))>", mail["List-Unsubscribe"].strip()
    )
    assert match
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert match[1] in part_of(mail, "plain")
    return f"/notices{match[2]}"


async def test_a_link_in_a_mail_ends_such_mails_without_signing_in_and_looking_at_it_does_not(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person = await service.person()
    await service.hear(service.assigned(person), service.posted(person, kind="correction"))
    await _send(service)
    mail = next(each for each in up.mails if "task" in each["Subject"])
    link = await _link(mail)
    for _ in range(2):
        looked = await service.client.get(link)
        assert looked.json() == {"kind": "task-given"}
    chosen = (await service.get("/notices/preferences", person)).json()
    assert chosen["email"]["task_given"] == "at-once"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        answer = await service.client.post(
            link, content="List-Unsubscribe=One-Click", headers=headers
        )
        assert answer.status_code == 200
    chosen = (await service.get("/notices/preferences", person)).json()
    assert chosen["email"]["task_given"] == "off"
    assert chosen["email"]["correction"] == "at-once"


async def test_a_link_of_a_daily_mail_ends_all_that_it_tells(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person = await service.person()
    await service.prefer(person, email={"reward": "daily", "task_taken": "daily"}, language="ru")
    await service.hear(service.posted(person))
    await service.later()
    await service.emailing().send(service.db)
    link = await _link(up.mails[0])
    assert (await service.client.post(link)).json() == {"kind": None}
    chosen = (await service.get("/notices/preferences", person)).json()
    assert [name for name, mode in chosen["email"].items() if mode == "off"] == ["task_taken", "reward"]  # fmt: skip
    assert chosen["language"] == "ru"


async def test_a_link_of_an_erased_person_is_answered_like_any_other_and_keeps_nothing(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person = await service.person()
    await service.hear(service.assigned(person))
    await _send(service)
    link = await _link(up.mails[0])
    await service.hear(service.erased(person))
    assert (await service.client.post(link)).status_code == 200
    assert await service.value("SELECT count(*) FROM preferences") == 0


async def test_a_forged_link_is_not_there(service: NotificationsService) -> None:
    for method in ("GET", "POST"):
        answer = await service.client.request(method, "/notices/unsubscribe/uAAAA")
        assert answer.status_code == 404
        assert answer.json()["code"] == "no-such-link"


async def _refused(service: NotificationsService, person: UUID, **changes: Any) -> dict[str, Any]:
    chosen = (await service.get("/notices/preferences", person)).json()
    answer = await service.client.put(
        "/notices/preferences", json=chosen | changes, headers=bearer(person, "developer")
    )
    assert answer.status_code == 422, answer.text
    problem: dict[str, Any] = answer.json()
    return problem


async def test_preferences_that_make_no_sense_are_refused_by_field_and_code(
    service: NotificationsService,
) -> None:
    person = uuid7()
    for field, value, code in [
        ("time_zone", "Europe/Atlantis", "not-a-time-zone"),
        ("quiet_hours", {"start": "07:00", "end": "07:00"}, "empty-hours"),
        ("quiet_hours", {"start": "24:00", "end": "07:00"}, "malformed"),
        ("quiet_hours", {"start": "22:00Z", "end": "07:00"}, "malformed"),
        ("language", "de", "unknown-value"),
    ]:
        problem = await _refused(service, person, **{field: value})
        assert problem["errors"][0]["field"].startswith(field)
        assert problem["errors"][0]["code"] == code
    assert await service.value("SELECT count(*) FROM preferences") == 0


async def test_whoever_chose_nothing_has_the_companys_ways(service: NotificationsService) -> None:
    chosen = (await service.get("/notices/preferences", uuid7())).json()
    assert chosen == {
        "language": None,
        "time_zone": None,
        "quiet_hours": None,
        "email": {
            "task_given": "at-once",
            "task_taken": "daily",
            "reward": "daily",
            "correction": "at-once",
            "payout_due": "off",
            "payout_settled": "at-once",
            "payout_failed": "at-once",
        },
    }


async def test_a_mail_that_was_planned_before_somebody_ended_it_does_not_go_out(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person = await service.person()
    await service.hear(service.assigned(person))
    await service.prefer(person, email={"task_given": "off"})
    await _send(service)
    assert up.mails == []
    assert await service.value("SELECT state FROM emails") == "unneeded"


async def test_a_daily_mail_whose_news_were_read_comes_when_there_are_others(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person = await service.person()
    await service.prefer(person, email={"reward": "daily"})
    await service.hear(service.posted(person))
    await service.post("/notices/read", person, {"up_to": str(uuid7())})
    await service.later()
    await service.emailing().send(service.db)
    assert (up.mails, await service.value("SELECT state FROM emails")) == ([], "unneeded")
    await service.hear(service.posted(person))
    await service.later()
    await service.emailing().send(service.db)
    assert [str(mail["Subject"]) for mail in up.mails] == ["What was new for you"]


async def test_a_zone_that_this_machine_does_not_know_holds_up_nobody(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person = await service.person()
    await service.prefer(person, quiet_hours={"start": "00:00", "end": "00:01"})
    await service.execute("UPDATE preferences SET time_zone = 'Mars/Olympus'")
    await service.hear(service.assigned(person), service.posted(person))
    assert await service.notices(person) == {"task-given": [1], "reward": [1]}
