"""Days for charts: none is missing between the first and the last."""

from collections.abc import Sequence
from datetime import date, timedelta

from ates_chassis.shared.money import Money
from ates_web.clients.models import AccountDayView, IncomeDay


def account_days(
    days: Sequence[AccountDayView], first: date, last: date, currency: str
) -> tuple[AccountDayView, ...]:
    """An account on every day from `first` to `last`, newest first; on days that accounting has not, nothing moved."""
    known = {each.business_day: each for each in days}
    nothing = Money(amount=0, currency=currency)
    balance, rows = nothing, []
    for day in _between(first, last):
        each = known.get(day) or AccountDayView(
            business_day=day,
            fees=nothing,
            rewards=nothing,
            corrections=nothing,
            payouts=nothing,
            balance=balance,
        )
        balance = each.balance
        rows.append(each)
    return tuple(reversed(rows))


def income_days(days: Sequence[IncomeDay]) -> tuple[IncomeDay, ...]:
    """Income on every day between the first and the last of `days`, newest first."""
    if not days:
        return ()
    known = {each.business_day: each for each in days}
    nothing = Money(amount=0, currency=days[0].income.currency)
    return tuple(
        known.get(day) or IncomeDay(business_day=day, income=nothing, fees=nothing, rewards=nothing)
        for day in reversed(_between(min(known), max(known)))
    )


def _between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]
