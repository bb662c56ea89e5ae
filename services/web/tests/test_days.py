"""Days between the first and the last, whatever accounting has of them."""

from datetime import date

from ates_chassis.shared.money import Money
from ates_web.clients.models import AccountDayView, IncomeDay
from ates_web.pages.money.days import account_days, income_days


def usd(amount: int) -> Money:
    return Money(amount=amount, currency="USD")


def account_day(day: int, *, rewards: int, balance: int) -> AccountDayView:
    return AccountDayView(
        business_day=date(2026, 11, day),
        fees=usd(0),
        rewards=usd(rewards),
        corrections=usd(0),
        payouts=usd(0),
        balance=usd(balance),
    )


def test_on_a_day_that_accounting_has_not_the_balance_stays() -> None:
    days = [account_day(4, rewards=500, balance=700), account_day(2, rewards=200, balance=200)]
    shown = account_days(days, date(2026, 11, 1), date(2026, 11, 5), "USD")
    assert [each.business_day.day for each in shown] == [5, 4, 3, 2, 1]
    assert [each.balance.amount for each in shown] == [700, 700, 200, 200, 0]
    assert [each.rewards.amount for each in shown] == [0, 500, 0, 200, 0]


def test_a_day_without_income_is_a_day_too() -> None:
    days = [
        IncomeDay(business_day=date(2026, 11, day), income=usd(1), fees=usd(2), rewards=usd(1))
        for day in (30, 28)
    ]
    assert [each.income.amount for each in income_days(days)] == [1, 0, 1]
    assert income_days([]) == ()
