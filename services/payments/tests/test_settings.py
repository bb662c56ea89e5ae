"""The settings of payments: a company account that no bank has is found out before the first bank file."""

import pytest
from payments_service import IBAN
from pydantic import ValidationError

from ates_payments.settings import Settings


def settings(**changes: str) -> Settings:
    values = {"database_url": "postgresql://nobody@nowhere/none", "jwks_url": "http://auth"}
    return Settings.model_validate(values | {"port": 1} | changes)


@pytest.mark.parametrize("typed", [IBAN, "de89 3704 0044 0532 0130 00", " DE89370400440532013000 "])
def test_an_iban_is_kept_in_its_electronic_form(typed: str) -> None:
    assert settings(company_iban=typed).company_iban == IBAN


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "DE89370400440532013001",  # a wrong check digit
        "DE8937040044053201300",  # too short for Germany
        "XX89370400440532013000",  # no such country
        "DE89 3704 0044 O532 0130 00",
        "IBAN DE89370400440532013000",
        "\u0661\u0662" * 8,
    ],
)
def test_what_is_no_iban_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="company_iban"):
        settings(company_iban=typed)


@pytest.mark.parametrize("typed", ["COBADEFFXXX", "COBADEFF"])
def test_a_bic_is_kept(typed: str) -> None:
    assert settings(company_bic=typed).company_bic == typed


@pytest.mark.parametrize("typed", ["", "COBADEF", "COBAXXFF", "COBA1EFF", "COBADEFFXX"])
def test_what_is_no_bic_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="company_bic"):
        settings(company_bic=typed)
