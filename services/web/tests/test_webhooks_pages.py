"""Webhooks, as administrators set them up and see what became of deliveries."""

import json
import re

import pytest
from browsers import Browser
from company import CompanyDouble
from company_notifications import SECRET, delivery, webhook

from ates_web.main import COMMITTED
from ates_web.pages.webhooks.events import EVENTS, STATES

FORM = {"url": "https://example.com/x", "tasks.task-added.v1": "on", "key": "k"}


def test_the_events_and_states_are_those_of_the_api() -> None:
    schemas = json.loads(COMMITTED.read_text())["components"]["schemas"]
    events = schemas["ChosenWebhook"]["properties"]["events"]["items"]["enum"]
    assert sorted(EVENTS) == sorted(events)
    states = schemas["DeliveryAnswer"]["properties"]["state"]["enum"]
    assert sorted(STATES) == sorted(states)


async def test_only_administrators_have_webhooks_in_their_menu(browser: Browser) -> None:
    await browser.sign_in("manager")
    assert 'href="/webhooks"' not in (await browser.get("/tasks")).text
    await browser.sign_in("admin")
    assert 'href="/webhooks"' in (await browser.get("/tasks")).text


@pytest.mark.parametrize("path", ["/webhooks", "/webhooks/new"])
async def test_others_are_refused(browser: Browser, path: str) -> None:
    await browser.sign_in("accountant")
    assert (await browser.get(path)).status_code == 403
    assert (await browser.post("/webhooks", data=FORM)).status_code == 403


async def test_all_webhooks_are_listed_with_their_events(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("admin")
    assert "No webhooks yet" in (await browser.get("/webhooks")).text
    webhook(company)["active"] = False
    page = (await browser.get("/webhooks")).text
    assert "https://example.com/hooks/ates" in page
    assert "A task is filed · A payout is due" in page
    assert ">Off<" in page


async def test_a_webhook_is_added_and_its_secret_shown_once(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("admin")
    answer = await browser.post("/webhooks", data=FORM)
    assert answer.status_code == 200
    assert SECRET in answer.text
    [made] = company.notifications.webhooks
    assert made["events"] == ["tasks.task-added.v1"]
    for path in ("/webhooks", f"/webhooks/{made['id']}"):
        assert SECRET not in (await browser.get(path)).text


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        (
            {"url": "ftp://x"},
            "url",
            "Give an address that begins with https://, such as https://example.com/hooks.",
        ),
        ({"tasks.task-added.v1": ""}, "events", "Choose at least one event."),
    ],
)
async def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    browser: Browser, company: CompanyDouble, changes: dict[str, str], field: str, reason: str
) -> None:
    made = webhook(company)
    await browser.sign_in("admin")
    for path in ("/webhooks", f"/webhooks/{made['id']}"):
        answer = await browser.post(path, data=FORM | changes)
        assert answer.status_code == 422
        assert f'id="{field}-problem">{reason}<' in answer.text
        assert f'value="{(FORM | changes)["url"]}"' in answer.text
    assert company.notifications.webhooks == [made]


async def test_a_webhook_is_changed_and_turned_off_and_on(
    browser: Browser, company: CompanyDouble
) -> None:
    made = webhook(company)
    await browser.sign_in("admin")
    page = f"/webhooks/{made['id']}"
    changed = await browser.post(page, data=FORM)
    assert changed.headers["location"] == page
    assert (made["url"], made["events"], made["active"]) == (
        FORM["url"],
        ["tasks.task-added.v1"],
        True,
    )
    for active, note in (("no", "The webhook is off."), ("yes", "The webhook is on.")):
        await browser.post(f"{page}/switch", data={"active": active})
        assert note in (await browser.get(page)).text
        assert made["active"] is (active == "yes")
    assert made["events"] == ["tasks.task-added.v1"]


async def test_a_secret_is_renewed_and_a_webhook_deleted(
    browser: Browser, company: CompanyDouble
) -> None:
    made = webhook(company)
    await browser.sign_in("admin")
    renewed = await browser.post(f"/webhooks/{made['id']}/secret", data={"key": "k"})
    assert SECRET in renewed.text
    answer = await browser.post(f"/webhooks/{made['id']}/delete")
    assert answer.headers["location"] == "/webhooks"
    assert company.notifications.webhooks == []
    assert (await browser.get(f"/webhooks/{made['id']}")).status_code == 404


async def test_a_test_is_sent_and_the_log_looks_again_until_it_has_arrived(
    browser: Browser, company: CompanyDouble
) -> None:
    made = webhook(company)
    await browser.sign_in("admin")
    page = f"/webhooks/{made['id']}"
    assert "Nothing was sent yet" in (await browser.get(page)).text
    await browser.post(f"{page}/test", data={"key": "k"})
    waiting = (await browser.get(page)).text
    assert "A test message is on its way." in waiting
    assert "Test message" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    company.notifications.deliveries[0] |= {"state": "delivered", "next_at": None, "status": 204}
    assert "hx-trigger" not in (await browser.get(page)).text


async def test_what_was_given_up_is_tried_again(browser: Browser, company: CompanyDouble) -> None:
    made, failed = webhook(company), delivery(company, "failed", attempts=18)
    delivery(company)
    await browser.sign_in("admin")
    page = f"/webhooks/{made['id']}"
    log = (await browser.get(page)).text
    actions = re.findall(r'action="([^"]+/retry)"', log)
    assert actions == [f"{page}/deliveries/{failed['id']}/retry"]
    assert "&lt;b&gt;no" in log
    await browser.post(actions[0], data={"key": "k"})
    assert failed["state"] == "due"
    await browser.post(actions[0], data={"key": "other"})
    assert "This delivery was not given up." in (await browser.get(page)).text


async def test_the_log_is_turned_page_by_page(browser: Browser, company: CompanyDouble) -> None:
    made = webhook(company)
    for _ in range(60):
        delivery(company)
    await browser.sign_in("admin")
    first = (await browser.get(f"/webhooks/{made['id']}")).text
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older is not None
    rest = (await browser.get(older[1])).text
    assert first.count("delivery-delivered") == 50
    assert rest.count("delivery-delivered") == 10


async def test_webhooks_away_is_a_panel(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("admin")
    company.down.add("notifications")
    answer = await browser.get("/webhooks")
    assert answer.status_code == 503
    assert "Webhooks: temporarily unavailable" in answer.text
