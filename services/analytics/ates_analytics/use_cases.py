"""What analytics can do: take in facts, each once and in any order, and show the figures."""

from collections.abc import Sequence
from datetime import date

from ates_analytics import domain
from ates_analytics.domain import (
    AddedTask,
    Assignment,
    CompanyDayIncome,
    CompletedTask,
    DayThroughput,
    MostExpensiveTaskOfDay,
    NegativeBalance,
    PricedTask,
    Span,
    Terms,
    Transfer,
)
from ates_analytics.storage import facts, figures
from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_chassis.shared import ended_sessions, user_directory
from ates_chassis.shared.consumed_events import ConsumedEvent
from ates_chassis.shared.ended_sessions import SessionEnded
from ates_chassis.shared.period import Period
from ates_chassis.shared.user_directory import Person


async def follow_people(tx: Transaction, *, changes: Sequence[Person]) -> None:
    """Takes over what auth says of people, so that rights follow at once."""
    await facts.lock_figures(tx)
    await user_directory.remember(tx, changes)


async def note_ended_sessions(
    tx: Transaction, *, events: Sequence[ConsumedEvent[SessionEnded]]
) -> None:
    """Takes over which sessions ended, so that their tokens are good no more.

    They are no figures, and wait for none: a batch of those may take seconds, in which the tokens would be good.
    """
    await ended_sessions.remember(tx, events)


async def note_added(tx: Transaction, *, added: Sequence[AddedTask], zone: str) -> None:
    await facts.add_created(await facts.lock_figures(tx), added, zone)


async def note_assigned(tx: Transaction, *, assigned: Sequence[Assignment], zone: str) -> None:
    await facts.add_assignments(await facts.lock_figures(tx), assigned, zone)


async def note_completed(tx: Transaction, *, completed: Sequence[CompletedTask], zone: str) -> None:
    await facts.add_completed(await facts.lock_figures(tx), completed, zone)


async def note_priced(tx: Transaction, *, priced: Sequence[PricedTask]) -> None:
    await facts.add_prices(await facts.lock_figures(tx), priced)


async def note_transfers(tx: Transaction, *, transfers: Sequence[Transfer]) -> None:
    await facts.add_transfers(await facts.lock_figures(tx), transfers)


async def today_income(tx: ReadSession, *, terms: Terms) -> CompanyDayIncome:
    today = await figures.today(tx, terms.zone)
    [day] = await figures.income(tx, Period(first=today, last=today))
    return day


async def show_income_days(
    tx: ReadSession, *, first: date | None, last: date | None, terms: Terms
) -> list[CompanyDayIncome]:
    """Every day of the period, newest first. Raises InvalidError for the period."""
    today = await figures.today(tx, terms.zone)
    return await figures.income(
        tx, Period.between(first, last, today=today, days=domain.PERIOD_DAYS)
    )


async def negative_balances(
    tx: ReadSession, *, window: Window
) -> tuple[int, list[NegativeBalance]]:
    """How many people have a negative balance now, and a page of them, the lowest first."""
    return await figures.count_negative_balances(tx), await figures.list_negative_balances(
        tx, window
    )


async def show_the_most_expensive_task(
    tx: ReadSession,
    *,
    span: Span | None,
    day: date | None,
    first: date | None,
    last: date | None,
    terms: Terms,
) -> tuple[Period, list[MostExpensiveTaskOfDay]]:
    """The period asked for, and the most expensive completed task of each of its days, newest first."""
    today = await figures.today(tx, terms.zone)
    period = domain.asked_period(span, day, first, last, today=today)
    return period, await figures.most_expensive_by_day(tx, period)


async def show_throughput(
    tx: Transaction, *, first: date | None, last: date | None, terms: Terms
) -> list[DayThroughput]:
    """Every day of the period, newest first. Raises InvalidError for the period."""
    today = await figures.today(tx, terms.zone)
    period = Period.between(first, last, today=today, days=domain.PERIOD_DAYS)
    await figures.keep_durations(tx, period, today)
    return await figures.throughput(tx, period)
