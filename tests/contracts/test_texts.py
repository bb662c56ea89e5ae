"""Whatever text a command takes at the edge, its event's schema takes; what it refuses, it refuses by the field's name."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from texts.generated import CROWDED, emails, texts

from ates_accounting.api.corrections import Correction, Refusal
from ates_auth.api.users import NewUser
from ates_auth.domain import User
from ates_auth.events import UserRegisteredV1
from ates_chassis.messaging.contracts import Contracts, Event
from ates_chassis.testing import computed_within
from ates_payments.api.bank_files import Withdrawal
from ates_payments.api.payouts import FailureReport, Settlement
from ates_payments.events import PaymentFailedV1, PaymentSettledV1
from ates_tasks.api.tasks import NewTask
from ates_tasks.domain.tasks import Task
from ates_tasks.events import TaskAddedV1

CONTRACTS = Contracts(Path(__file__).resolve().parents[2] / "schemas")
ID, NOW = UUID(int=7), datetime(2026, 11, 26, tzinfo=UTC)
LOGINS = st.text("abcXYZ019._-\u212aſıß ", min_size=1, max_size=52) | texts
KEYS = st.from_regex(r"[A-ZА-Я_]{1,4}[0-9٠-٣]{0,3}-[0-9]{1,50}\n?") | texts


Body = TypeVar("Body", bound=BaseModel)


def refused_fields(model: type[Body], body: Mapping[str, str | None]) -> Body | set[str]:
    try:
        return model.model_validate(body)
    except ValidationError as refusal:
        return {str(error["loc"][0]) for error in refusal.errors()}


def taken(event: Event) -> None:
    """Raises BrokenContractError where the edge took what the event may not carry."""
    CONTRACTS.check(event.TYPE, event.model_dump(mode="json"))
    body = CONTRACTS.encode(
        id=ID, type=event.TYPE, subject=event.subject, time=NOW, data=event.model_dump(mode="json")
    )
    CONTRACTS.decode(body)


@given(
    body=st.fixed_dictionaries(
        {"login": LOGINS, "email": emails, "full_name": texts, "password": texts}
    )
    | st.builds(lambda name: VALID_USER | {"full_name": name}, texts)
    | st.builds(lambda email: VALID_USER | {"email": email}, emails)
    | st.builds(lambda login: VALID_USER | {"login": login}, LOGINS)
)
def test_a_registration_is_refused_by_a_field_or_can_be_told(body: dict[str, str]) -> None:
    new = refused_fields(NewUser, body)
    if isinstance(new, set):
        assert new <= body.keys()
        return
    registration = new.registration()
    assert (registration.login, registration.email) == (new.login, new.email)
    user = User(
        id=ID,
        login=registration.login,
        email=registration.email,
        full_name=registration.full_name,
        password_hash="",
        role=registration.role,
        active=True,
        version=1,
        created_at=NOW,
    )
    taken(UserRegisteredV1.of(user))


VALID_USER: dict[str, str] = {
    "login": "ada",
    "email": "ada@example.com",
    "full_name": "Ada",
    "password": "correct horse",
}


@pytest.mark.parametrize(
    "email",
    ["maıl@example.com", "boſs@example.com", "x@XN--BCHER-KVA.example", "a@ab--cd.com", "x@bücher.example"],
)  # fmt: skip
def test_an_address_that_only_one_of_both_knew_is_refused_or_told(email: str) -> None:
    generated: Any = test_a_registration_is_refused_by_a_field_or_can_be_told
    generated.hypothesis.inner_test(VALID_USER | {"email": email})


@given(title=texts, key=KEYS | st.none(), description=texts)
def test_a_task_is_refused_by_a_field_or_can_be_told(
    title: str, key: str | None, description: str
) -> None:
    body = {"title": title, "jira_key": key, "description": description}
    new = refused_fields(NewTask, body)
    if isinstance(new, set):
        assert new <= body.keys()
        return
    task = Task.file(new.draft(), id=ID, author_id=ID, assignee_id=ID, now=NOW)
    assert (task.title, task.jira_key) == (new.title, new.jira_key)
    taken(TaskAddedV1.of(task))


@given(text=texts)
def test_the_end_of_a_payment_is_refused_by_a_field_or_can_be_told(text: str) -> None:
    settlement = refused_fields(Settlement, {"reference": text})
    if isinstance(settlement, Settlement):
        taken(PaymentSettledV1(payout_id=ID, reference=settlement.reference))
    else:
        assert settlement == {"reference"}
    failure = refused_fields(FailureReport, {"reason": text})
    if isinstance(failure, FailureReport):
        taken(PaymentFailedV1(payout_id=ID, reason=failure.reason))
    else:
        assert failure == {"reason"}


@given(text=texts)
def test_the_reason_of_a_correction_is_refused_by_its_field_or_taken(text: str) -> None:
    refusal = refused_fields(Refusal, {"reason": text})
    assert isinstance(refusal, Refusal) or refusal == {"reason"}
    reverse = refused_fields(Correction, {"reverses": str(ID), "reason": text})
    assert reverse == {"reason"} if isinstance(reverse, set) else reverse.reason


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Correction, "reason"),
        (Refusal, "reason"),
        (Settlement, "reference"),
        (FailureReport, "reason"),
        (Withdrawal, "reason"),
    ],
)
def test_marks_without_an_end_are_refused_before_they_are_sorted(
    model: type[BaseModel], field: str
) -> None:
    with computed_within(0.5):
        refusal = refused_fields(model, {field: CROWDED})
        assert isinstance(refusal, set)
        assert field in refusal
