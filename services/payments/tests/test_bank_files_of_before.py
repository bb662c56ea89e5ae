"""Bank files of the release before, and who may do what with a file."""

import asyncio

import pytest
from doubles import FakeProvider
from filed import bank_file, bank_files, filed_payouts, ordered_in, withdraw
from payments_service import PaymentsService
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from ates_chassis.testing import bearer


async def _as_the_release_before(service: PaymentsService, file: str) -> None:
    """The file's row as the release before wrote it, without what was rendered."""
    await service.as_owner("DELETE FROM bank_file_contents")
    await service.as_owner("UPDATE bank_files SET state = 'handed-over', execution_date = NULL")
    assert (await bank_file(service, file))["sha256"] is None


async def test_a_file_of_the_release_before_is_rendered_once_and_stored(
    service: PaymentsService,
) -> None:
    employee = await service.employee()
    _, file = await filed_payouts(service, 100, 200, user_id=employee)
    await _as_the_release_before(service, file)
    answers = await asyncio.gather(*(service.get(f"/bank-files/{file}") for _ in range(5)))
    await service.hear(service.erased(employee))
    answers.append(await service.get(f"/bank-files/{file}"))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


async def test_a_file_of_the_release_before_without_the_companys_account_is_refused(
    service: PaymentsService,
) -> None:
    _, file = await filed_payouts(service, 100)
    await _as_the_release_before(service, file)
    service.app.state.settings = service.settings.model_copy(update={"company_iban": None})
    answer = await service.get(f"/bank-files/{file}")
    assert (answer.status_code, answer.json()["code"]) == (409, "no-company-account")


async def test_a_file_of_the_release_before_of_which_a_payout_failed_is_withdrawn_and_not_rendered(
    service: PaymentsService,
) -> None:
    [bad, good], file = await filed_payouts(service, 100, 200)
    await _as_the_release_before(service, file)
    await service.post(f"/payouts/{bad}/fail", {"reason": "account closed"})
    answer = await service.get(f"/bank-files/{file}")
    assert (answer.status_code, answer.json()["code"]) == (409, "bank-file-outdated")
    assert (await withdraw(service, file)).status_code == 200
    await service.file()
    new = (await bank_files(service))[0]
    assert ordered_in((await service.get(f"/bank-files/{new['id']}")).content) == {good}


async def test_a_file_of_the_release_before_is_not_rendered_without_a_name_that_it_had(
    service: PaymentsService,
) -> None:
    erased, employee = await service.employee(), await service.employee()
    gone = await service.payout(100, user_id=erased)
    [payout], file = await filed_payouts(service, 200, user_id=employee)
    await _as_the_release_before(service, file)
    await service.hear(service.erased(erased))
    for _ in range(2):
        answer = await service.get(f"/bank-files/{file}")
        assert (answer.status_code, answer.json()["code"]) == (409, "bank-file-outdated")
    assert (await withdraw(service, file)).status_code == 200
    await service.file()
    new = (await bank_files(service))[0]
    assert ordered_in((await service.get(f"/bank-files/{new['id']}")).content) == {gone, payout}


async def test_what_is_stored_can_be_changed_by_nobody_of_the_service(
    service: PaymentsService,
) -> None:
    await filed_payouts(service, 100)
    for statement in (
        "UPDATE bank_file_contents SET content = ''",
        "DELETE FROM bank_file_contents",
    ):
        with pytest.raises(DBAPIError, match="permission denied"):
            await service.rows(statement)


async def test_only_accountants_read_a_file_which_keeps_the_names_of_erased_people(
    service: PaymentsService,
) -> None:
    _, file = await filed_payouts(service, 100)
    headers = bearer(uuid7(), "administrator")
    answer = await service.client.get(f"/bank-files/{file}", headers=headers)
    assert answer.status_code == 403
    assert (await bank_file(service, file))["state"] == "made"
    assert (await service.get(f"/bank-files/{file}")).status_code == 200


async def test_the_register_says_who_ended_a_payout(
    service: PaymentsService, provider: FakeProvider
) -> None:
    [one, two, three], file = await filed_payouts(service, 100, 200, 300)
    await service.get(f"/bank-files/{file}")
    await service.post(f"/payouts/{one}/settle", {"reference": "x"})
    await service.post(f"/payouts/{two}/fail", {"reason": "x"})
    await service.post(f"/bank-files/{file}/settle", {"reference": "x"})
    paid = await service.payout(400)
    await service.paying(provider).send(service.db)
    by = [(await service.shown(each))["ended_by"] for each in (one, two, three, paid)]
    assert by == [str(service.accountant)] * 3 + [None]
