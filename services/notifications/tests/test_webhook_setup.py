"""Webhooks as administrators set them up, with a secret that is shown once."""

import asyncio
import json
from uuid import uuid4

import pytest
from notifications_service import NotificationsService
from receivers_doubles import ReceiverDouble, is_signed
from uuid_utils.compat import uuid7
from webhook_calls import ADMIN, create, log_of, send

from ates_chassis.testing import bearer


async def test_a_test_message_is_sent_also_to_a_webhook_that_is_off_and_nothing_else_is(
    service: NotificationsService, receiver: ReceiverDouble
) -> None:
    webhook = await create(service, receiver.url, active=False)
    await service.hear(service.assigned(uuid7()))
    path = f"/webhooks/{webhook['id']}/test"
    answer = await service.post(path, ADMIN, role="administrator", key="once")
    again = await service.post(path, ADMIN, role="administrator", key="once")
    assert answer.status_code == 202
    assert again.json() == answer.json()
    await send(service)
    [(headers, body)] = receiver.requests
    assert is_signed(webhook["secret"], headers, body)
    assert json.loads(body)["type"] == "notifications.webhook-test"
    assert headers["webhook-id"] == answer.json()["event_id"]


async def test_a_secret_is_shown_once_and_a_new_one_takes_its_place(
    service: NotificationsService, receiver: ReceiverDouble
) -> None:
    body = {"url": receiver.url, "events": ["tasks.task-assigned.v1"]}
    first = await service.post("/webhooks", ADMIN, body, role="administrator", key="once")
    again = await service.post("/webhooks", ADMIN, body, role="administrator", key="once")
    webhook = first.json()
    assert webhook["secret"].startswith("whsec_")
    assert again.json() == webhook | {"secret": None}
    path = f"/webhooks/{webhook['id']}"
    assert (await service.get(path, ADMIN, "administrator")).json()["secret"] is None
    for query in (
        "SELECT webhooks::text FROM webhooks",
        "SELECT convert_from(body, 'UTF8') FROM idempotency_keys",
    ):
        assert webhook["secret"] not in str(await service.rows(query))
    renewed = await service.post(f"{path}/secret", ADMIN, role="administrator")
    await service.hear(service.assigned(uuid7()))
    await send(service)
    [(headers, content)] = receiver.requests
    assert is_signed(renewed.json()["secret"], headers, content)
    assert not is_signed(webhook["secret"], headers, content)


async def test_a_webhook_is_changed_and_ends_with_itslog_of(
    service: NotificationsService, receiver: ReceiverDouble
) -> None:
    webhook = await create(service, receiver.url)
    path = f"/webhooks/{webhook['id']}"
    changed = {
        "url": f"{receiver.url}/other",
        "events": ["accounting.day-closed.v1"] * 2,
        "active": True,
    }
    headers = bearer(ADMIN, "administrator")
    answer = await service.client.put(path, json=changed, headers=headers)
    assert answer.json()["events"] == ["accounting.day-closed.v1"]
    await service.hear(service.assigned(uuid7()))
    assert await log_of(service, webhook) == []
    assert (await service.client.delete(path, headers=headers)).status_code == 204
    for method in ("GET", "PUT", "DELETE"):
        answer = await service.client.request(method, path, json=changed, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-webhook")


async def test_there_are_fifty_webhooks_at_most_also_when_they_are_made_at_once(
    service: NotificationsService,
) -> None:
    body = {"url": "https://example.com/", "events": ["tasks.task-added.v1"]}
    answers = await asyncio.gather(
        *(service.post("/webhooks", ADMIN, body, role="administrator") for _ in range(53))
    )
    refused = [answer for answer in answers if answer.status_code != 201]
    assert {answer.json()["code"] for answer in refused} == {"too-many-webhooks"}
    assert len(refused) == 3


@pytest.mark.parametrize("url", ["ftp://example.com/", "https://10.0.0.1/", "x"])
async def test_an_address_that_leads_nowhere_good_is_refused(
    service: NotificationsService, url: str
) -> None:
    body = {"url": url, "events": ["tasks.task-added.v1"]}
    answer = await service.post("/webhooks", ADMIN, body, role="administrator")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "url"


@pytest.mark.parametrize("role", ["manager", "boss", "accountant", "developer", "other"])
async def test_administrators_alone_see_webhooks(service: NotificationsService, role: str) -> None:
    assert (await service.get("/webhooks", ADMIN, role)).status_code == 403
    path = f"/webhooks/{uuid4()}/deliveries"
    assert (await service.get(path, ADMIN, role)).status_code == 403
