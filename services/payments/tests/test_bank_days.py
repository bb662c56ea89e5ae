"""A bank file asks for its payment on the company's date, or on the next day on which banks pay."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments_service import PaymentsService
from pyiso20022.pain import pain_001_001_09 as pain
from xsdata.formats.dataclass.parsers import XmlParser

from ates_payments.adapters.providers import ManualProvider
from ates_payments.domain.bank_files import BankFile, BankLine, Payer
from ates_payments.use_cases import pain001
from ates_payments.use_cases.bank_days import execution_date, is_bank_day

_ZONES = sorted(available_timezones())
_MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants them bare


@pytest.mark.parametrize(
    ("now", "zone", "currency", "country", "day"),
    [
        # Just after midnight in Berlin it is still yesterday by UTC.
        ("2026-11-18T23:00:05Z", "Europe/Berlin", "EUR", "DE", "2026-11-19"),
        ("2026-11-18T15:00:05Z", "Asia/Tokyo", "JPY", "JP", "2026-11-19"),
        ("2026-11-19T08:00:05Z", "America/Los_Angeles", "USD", "US", "2026-11-19"),
        ("2026-11-19T00:00:05Z", "UTC", "USD", "DE", "2026-11-19"),
        # A Saturday and a Sunday.
        ("2026-11-20T23:00:05Z", "Europe/Berlin", "EUR", "DE", "2026-11-23"),
        ("2026-11-21T23:00:05Z", "Europe/Berlin", "EUR", "DE", "2026-11-23"),
        # TARGET is closed on Good Friday, Easter Monday, 1 May, 25 and 26 December, and New Year's Day.
        ("2026-04-02T22:00:05Z", "Europe/Berlin", "EUR", "DE", "2026-04-07"),
        ("2026-04-30T22:00:05Z", "Europe/Berlin", "EUR", "DE", "2026-05-04"),
        ("2026-12-24T23:00:05Z", "Europe/Berlin", "EUR", "DE", "2026-12-28"),
        ("2026-12-31T23:00:05Z", "Europe/Berlin", "EUR", "DE", "2027-01-04"),
        # It is open on other holidays of its countries.
        ("2026-10-02T22:00:05Z", "Europe/Berlin", "EUR", "DE", "2026-10-05"),
        ("2025-10-02T22:00:05Z", "Europe/Berlin", "EUR", "DE", "2025-10-03"),
        # The Federal Reserve on Thanksgiving.
        ("2026-11-26T05:00:05Z", "America/New_York", "USD", "DE", "2026-11-27"),
        # Elsewhere by the country of the company's bank.
        ("2026-08-31T00:00:05Z", "Europe/London", "GBP", "GB", "2026-09-01"),
        ("2026-08-01T00:00:05Z", "Europe/Zurich", "CHF", "CH", "2026-08-03"),
        ("2026-11-20T00:00:05Z", "Asia/Riyadh", "SAR", "SA", "2026-11-22"),
        # A country that the library does not know has weekends.
        ("2026-11-21T00:00:05Z", "UTC", "XXX", "ZZ", "2026-11-23"),
    ],
)
def test_the_execution_date_is_the_companys_next_bank_day(
    now: str, zone: str, currency: str, country: str, day: str
) -> None:
    moment = datetime.fromisoformat(now)
    result = execution_date(moment, zone=zone, currency=currency, country=country)
    assert result == date.fromisoformat(day)


@given(
    _MOMENTS,
    st.sampled_from(_ZONES),
    st.sampled_from(["EUR", "USD", "GBP", "JPY", "CNY", "RUB", "SAR", "XXX"]),
    st.sampled_from(["DE", "GB", "JP", "CN", "RU", "SA", "FR", "XK", "ZZ"]),
)
def test_the_execution_date_is_never_past_and_always_the_first_bank_day(
    now: datetime, zone: str, currency: str, country: str
) -> None:
    today = now.astimezone(ZoneInfo(zone)).date()
    day = execution_date(now, zone=zone, currency=currency, country=country)
    assert today <= day <= today + timedelta(days=15)
    assert is_bank_day(day, currency=currency, country=country)
    between = [today + timedelta(days=ahead) for ahead in range((day - today).days)]
    assert not any(is_bank_day(each, currency=currency, country=country) for each in between)


async def test_a_file_made_after_midnight_in_the_company_asks_for_today_or_later(
    service: PaymentsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    render = pain001.render

    def remembering(file: BankFile, lines: list[BankLine], payer: Payer) -> bytes:
        made.append(file)
        return render(file, lines, payer)

    monkeypatch.setattr(pain001, "render", remembering)
    await service.payout(100)
    await service.paying(ManualProvider()).send(service.db)
    # Of fourteen hours ahead: for most of the day it is tomorrow there.
    await service.file(time_zone="Pacific/Kiritimati")
    [file] = (await service.get("/bank-files")).json()["items"]
    content = (await service.get(f"/bank-files/{file['id']}")).content
    order = XmlParser().from_bytes(content, pain.Document).cstmr_cdt_trf_initn
    zone = ZoneInfo("Pacific/Kiritimati")
    expected = execution_date(made[0].created_at, zone=zone.key, currency="USD", country="DE")
    [block] = order.pmt_inf
    assert (
        block.reqd_exctn_dt.dt.to_date() == expected == date.fromisoformat(file["execution_date"])
    )
    assert expected >= datetime.now(zone).date() - timedelta(days=1)
    created = order.grp_hdr.cre_dt_tm.to_datetime()
    assert created.utcoffset() == timedelta(hours=14)
    assert created == made[0].created_at.replace(microsecond=0)
