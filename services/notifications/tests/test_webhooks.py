"""Webhooks: what administrators set up, what receivers are told, and how one in trouble is no trouble of another."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from notifications_service import NotificationsService
from receivers_doubles import NamesDouble, ReceiverDouble, is_signed, receiving
from uuid_utils.compat import uuid7
from webhook_calls import ADMIN, create, log_of, receivers, send

from ates_chassis.testing import eventually


async def test_a_receiver_gets_the_events_that_were_chosen_signed_and_nothing_else(
    service: NotificationsService, receiver: ReceiverDouble
) -> None:
    webhook = await create(service, receiver.url, "tasks.task-assigned.v1")
    assigned, person = service.assigned(uuid7()), uuid7()
    await service.hear(assigned, service.posted(person))
    await send(service)
    [(headers, body)] = receiver.requests
    assert is_signed(webhook["secret"], headers, body)
    assert not is_signed(webhook["secret"], headers, body + b" ")
    assert headers["webhook-id"] == str(assigned.envelope.id)
    assert headers["content-type"] == "application/json"
    message = json.loads(body)
    assert message["type"] == "tasks.task-assigned.v1"
    assert message["data"] == assigned.envelope.data
    assert message["timestamp"].startswith(assigned.envelope.time.isoformat()[:19])
    [line] = await log_of(service, webhook)
    assert (line["state"], line["status"], line["attempts"]) == ("delivered", 200, 1)


async def test_an_event_is_told_once_also_when_the_inbox_has_forgotten_it(
    service: NotificationsService, receiver: ReceiverDouble
) -> None:
    await create(service, receiver.url)
    event = service.assigned(uuid7())
    for _ in range(3):
        await service.hear(event)
        await service.execute("DELETE FROM inbox")
    await asyncio.gather(*(send(service) for _ in range(3)))
    assert receiver.ids == [str(event.envelope.id)]


async def test_others_words_about_people_are_told_no_receiver(
    service: NotificationsService, receiver: ReceiverDouble
) -> None:
    await create(service, receiver.url)
    await service.hear(service.failed(uuid7()))
    await send(service)
    [(_, body)] = receiver.requests
    assert b"Ada" not in body


@pytest.mark.parametrize("status", [301, 307, 400, 404, 410, 429, 500, 503])
async def test_whatever_is_no_success_is_tried_again_after_growing_waits_with_the_same_id_and_body(
    service: NotificationsService, receiver: ReceiverDouble, status: int
) -> None:
    webhook = await create(service, receiver.url)
    receiver.status = status
    await service.hear(service.assigned(uuid7()))
    for wait in (10, 20, 40):
        started = await service.value("SELECT clock_timestamp()")
        await send(service)
        due = await service.value("SELECT next_at FROM webhook_deliveries")
        ended = await service.value("SELECT clock_timestamp()")
        assert started <= due - timedelta(seconds=wait) <= ended
        await service.later()
    [line] = await log_of(service, webhook)
    assert (line["state"], line["status"]) == ("due", status)
    assert line["failure"] == f"answered {status}"
    receiver.status = 204
    await send(service)
    assert (await log_of(service, webhook))[0]["state"] == "delivered"
    assert len(set(receiver.ids)) == 1
    assert len({body for _, body in receiver.requests}) == 1


async def test_after_the_last_attempt_a_delivery_is_given_up_and_an_administrator_tries_it_anew(
    service: NotificationsService, receiver: ReceiverDouble
) -> None:
    webhook = await create(service, receiver.url)
    receiver.status = 500
    await service.hear(service.assigned(uuid7()))
    for _ in range(4):
        await send(service, webhook_attempts_max=2)
        await service.later()
    assert len(receiver.requests) == 2
    [line] = await log_of(service, webhook)
    assert line["state"] == "failed"
    assert line["next_at"] is None
    receiver.status = 200
    path = f"/webhooks/{webhook['id']}/deliveries/{line['id']}/retry"
    assert (await service.post(path, ADMIN, role="administrator")).json()["state"] == "due"
    await send(service)
    assert (await log_of(service, webhook))[0]["state"] == "delivered"
    again = await service.post(path, ADMIN, role="administrator")
    assert (again.status_code, again.json()["code"]) == (409, "delivery-not-failed")


async def test_a_redirect_is_not_followed(
    service: NotificationsService, receiver: ReceiverDouble
) -> None:
    webhook = await create(service, f"http://127.0.0.1:{receiver.port}/redirect")
    await service.hear(service.assigned(uuid7()))
    await send(service)
    assert receiver.paths == ["/redirect"]
    assert (await log_of(service, webhook))[0]["failure"] == "answered 307"


async def test_an_endless_answer_is_given_up(
    service: NotificationsService, receiver: ReceiverDouble
) -> None:
    webhook = await create(service, f"http://127.0.0.1:{receiver.port}/endless")
    await service.hear(service.assigned(uuid7()))
    await send(service)
    assert (await log_of(service, webhook))[0]["failure"] == "the answer is too long"


async def test_a_receiver_that_hangs_holds_up_no_other_and_is_left_alone_for_a_while(
    service: NotificationsService, receiver: ReceiverDouble
) -> None:
    async with receiving(ReceiverDouble()) as slow:
        slow.go.clear()
        hanging = await create(service, slow.url)
        await service.hear(*(service.assigned(uuid7()) for _ in range(3)))
        lane = service.announcing(receivers(service, timeout_s=0.5))
        blocked = asyncio.ensure_future(lane.send(service.db))
        await eventually(_has(slow, 1))
        await create(service, receiver.url)
        await service.hear(*(service.assigned(uuid7()) for _ in range(5)))
        await send(service)
        assert len(receiver.requests) == 5
        assert not blocked.done()
        await blocked
        await send(service)
    assert len(slow.requests) == 1
    states = [(each["state"], each["attempts"]) for each in await log_of(service, hanging)]
    assert sorted(states) == [("due", 0)] * 7 + [("due", 1)]


def _has(receiver: ReceiverDouble, count: int) -> Any:
    async def requests() -> bool:
        return len(receiver.requests) >= count

    return requests


@pytest.mark.parametrize(
    "answers", [["10.0.0.1"], ["169.254.169.254"], ["93.184.215.14", "192.168.0.1"], ["::1"]]
)
async def test_a_name_that_resolves_to_an_inner_address_is_not_connected_to(
    service: NotificationsService, answers: list[str]
) -> None:
    webhook = await create(service, "https://example.com/hooks")
    await service.hear(service.assigned(uuid7()))
    names = NamesDouble(answers)
    await service.announcing(receivers(service, names)).send(service.db)
    [line] = await log_of(service, webhook)
    assert line["state"] == "due"
    assert "leads into an inner network" in line["failure"]


async def test_who_resolves_to_another_address_the_second_time_is_looked_at_again(
    service: NotificationsService, receiver: ReceiverDouble
) -> None:
    webhook = await create(service, f"http://rebinding.example:{receiver.port}/hooks")
    names = NamesDouble(["127.0.0.1"], ["10.0.0.1"])
    calls = service.announcing(receivers(service, names))
    for _ in range(2):
        await service.hear(service.assigned(uuid7()))
        await calls.send(service.db)
    assert len(receiver.requests) == 1
    assert names.resolved == 2
    assert {line["state"] for line in await log_of(service, webhook)} == {"delivered", "due"}


async def test_a_number_in_the_address_is_looked_at_when_it_is_connected_to(
    service: NotificationsService, receiver: ReceiverDouble
) -> None:
    webhook = await create(service, receiver.url)
    await service.hear(service.assigned(uuid7()))
    await service.announcing(receivers(service, allowed=())).send(service.db)
    assert receiver.requests == []
    assert "inner network" in (await log_of(service, webhook))[0]["failure"]


async def test_a_receiver_that_is_not_there_is_noted(service: NotificationsService) -> None:
    webhook = await create(service, "http://127.0.0.1:9/hooks")
    await service.hear(service.assigned(uuid7()))
    await send(service)
    [line] = await log_of(service, webhook)
    assert (line["state"], line["status"]) == ("due", None)
    assert line["failure"]
