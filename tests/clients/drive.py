"""Drives aTES by the client that openapi-python-client makes of its document.

It runs in the generator's environment, beside the generated package `ates_client`.
"""

import json
import sys
import time
from collections.abc import Callable
from uuid import UUID

from ates_client import AuthenticatedClient, Client
from ates_client.api.accounting import post_correction, show_account_transfers
from ates_client.api.auth import auth_user, show_me
from ates_client.api.tasks import complete_task, create_task
from ates_client.models import (
    AmountToPost,
    Correction,
    NewTask,
    TaskAnswer,
    TokenAnswer,
    TokenForm,
    TransferAnswer,
    UserAnswer,
)
from ates_client.models.page_transfer_answer import PageTransferAnswer

DRAWS_MAX = 200
ARRIVES_WITHIN_S = 20


def signed_in(base_url: str, login: str, password: str) -> AuthenticatedClient:
    form = TokenForm(grant_type="password", username=login, password=password)
    answer = auth_user.sync(client=Client(base_url), body=form)
    assert isinstance(answer, TokenAnswer), answer
    return AuthenticatedClient(base_url, token=answer.access_token)


def own_task(client: AuthenticatedClient, user_id: UUID) -> UUID:
    for _ in range(DRAWS_MAX):
        task = create_task.sync(client=client, body=NewTask(title="By a generated client"))
        assert isinstance(task, TaskAnswer), task
        if task.assignee_id == user_id:
            return task.id
    raise AssertionError("no draw fell on the author")


def statement(
    client: AuthenticatedClient, until: Callable[[TransferAnswer], bool]
) -> list[TransferAnswer]:
    deadline = time.monotonic() + ARRIVES_WITHIN_S
    while True:
        page = show_account_transfers.sync(client=client, limit=500)
        assert isinstance(page, PageTransferAnswer), page
        if any(until(each) for each in page.items):
            return page.items
        assert time.monotonic() < deadline, "the statement does not have it"
        time.sleep(0.2)


def main(base_url: str, employee: str, accountant: str, password: str, other: str) -> None:
    client = signed_in(base_url, employee, password)
    me = show_me.sync(client=client)
    assert isinstance(me, UserAnswer), me
    task = own_task(client, me.id)
    completed = complete_task.sync(task, client=client)
    assert isinstance(completed, TaskAnswer), completed
    assert completed.status == "done"
    statement(
        client, lambda each: each.kind == "reward" and bool(each.task) and each.task.id == task
    )
    correction = post_correction.sync(
        client=signed_in(base_url, accountant, other),
        body=Correction(
            user_id=me.id,
            delta=AmountToPost(amount=125, currency="USD"),
            reason="a test of clients",
        ),
    )
    assert isinstance(correction, TransferAnswer), correction
    transfers = statement(client, lambda each: each.id == correction.id)
    sys.stdout.write(
        json.dumps([[each.kind, each.delta.amount, each.delta.currency] for each in transfers])
    )


main(*sys.argv[1:])
