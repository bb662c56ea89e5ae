"""The page of the events: it says all that the AsyncAPI document says, and both are open to everybody."""

import json
import re

from browsers import Browser

from ates_web.pages.api.events import DOCUMENT, events_of

COMMITTED = json.loads(DOCUMENT.read_bytes())


def test_an_event_is_described_with_its_fields_and_who_listens() -> None:
    assigned = next(
        event
        for event in events_of(COMMITTED).by_producer["tasks"]
        if event.type == "tasks.task-assigned.v1"
    )
    assert (assigned.name, assigned.version) == ("task-assigned", "1")
    assert assigned.exchange == "tasks.events"
    assert assigned.when.startswith("A task was given to a user by a draw")
    assert assigned.consumers == ("accounting", "analytics", "notifications")
    kinds = {field.name: (field.kind, field.required) for field in assigned.fields}
    assert kinds["previous_assignee_id"] == ("uuid or null", True)
    [cause] = [field for field in assigned.fields if field.name == "cause"]
    assert cause.values == ("created", "reassigned", "assignee-left")
    assert json.loads(assigned.example).keys() == kinds.keys()


async def test_every_event_stands_on_the_page_under_its_anchor(browser: Browser) -> None:
    answer = await browser.get("/api/events")
    assert answer.status_code == 200
    for event_type, message in COMMITTED["components"]["schemas"].items():
        assert f'href="#{event_type}"' in answer.text
        assert f'id="{event_type}"' in answer.text
        for field in message["properties"]["data"]["properties"]:
            assert f"<code>{field}</code>" in answer.text
    ids = re.findall(r'\sid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))
    assert "unsafe" not in answer.headers["content-security-policy"]


async def test_the_document_is_served_as_it_is_committed(browser: Browser) -> None:
    answer = await browser.get("/api/v1/asyncapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == COMMITTED
    assert 'href="/api/v1/asyncapi.json"' in (await browser.get("/api/events")).text


async def test_events_are_named_in_russian_too(browser: Browser) -> None:
    browser.cookies.set("ates_language", "ru")
    assert '<html lang="ru"' in (await browser.get("/api/events")).text
