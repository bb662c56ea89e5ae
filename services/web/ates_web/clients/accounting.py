"""The client of accounting: my account, prices, the company's ledger, corrections."""

from datetime import date
from uuid import UUID

from ates_web.clients.models import (
    AccountDayView,
    AccountView,
    IncomeDay,
    PageView,
    Prices,
    TaskPriceView,
    TransferView,
)
from ates_web.clients.upstream import ServiceRefusedError, Upstream, UpstreamCaller, query

PAGE = 50
# A parametrized model that nobody holds is made anew at each use.
_AccountDays, _IncomeDays = PageView[AccountDayView], PageView[IncomeDay]


class AccountingClient:
    def __init__(self, upstream: Upstream) -> None:
        self._accounting = upstream

    async def mine(self, caller: UpstreamCaller) -> AccountView:
        body = await self._accounting.call(caller, "GET", "/accounts/me")
        return self._accounting.read(AccountView, body)

    async def days(
        self, caller: UpstreamCaller, *, first: date, last: date
    ) -> tuple[AccountDayView, ...]:
        """The caller's account day by day, newest first."""
        params = query([("from", first), ("to", last)])
        body = await self._accounting.call(caller, "GET", "/accounts/me/days", query=params)
        return self._accounting.read(_AccountDays, body).items

    async def prices(self, caller: UpstreamCaller) -> Prices:
        """Between which bounds prices are drawn."""
        return self._accounting.read(Prices, await self._accounting.call(caller, "GET", "/prices"))

    async def price_of(self, caller: UpstreamCaller, task_id: str) -> TaskPriceView | None:
        """What a task costs; none as long as accounting has not heard of it."""
        try:
            body = await self._accounting.call(caller, "GET", f"/prices/{task_id}")
        except ServiceRefusedError as rejected:
            if rejected.problem.status == 404:
                return None
            raise
        return self._accounting.read(TaskPriceView, body)

    async def statement(
        self, caller: UpstreamCaller, *, first: date, last: date, after: str = ""
    ) -> PageView[TransferView]:
        params = query([("from", first), ("to", last), ("limit", PAGE), ("after", after)])
        body = await self._accounting.call(caller, "GET", "/accounts/me/transfers", query=params)
        return self._accounting.read(PageView[TransferView], body)

    async def transfers(
        self,
        caller: UpstreamCaller,
        *,
        first: date,
        last: date,
        kind: str = "",
        user_id: str = "",
        after: str = "",
        limit: int = PAGE,
    ) -> PageView[TransferView]:
        params = query(
            [
                ("from", first),
                ("to", last),
                ("kind", kind),
                ("user_id", user_id),
                ("limit", limit),
                ("after", after),
            ]
        )
        body = await self._accounting.call(caller, "GET", "/transfers", query=params)
        return self._accounting.read(PageView[TransferView], body)

    async def income(
        self, caller: UpstreamCaller, *, first: date, last: date
    ) -> tuple[IncomeDay, ...]:
        params = query([("from", first), ("to", last)])
        body = await self._accounting.call(caller, "GET", "/income", query=params)
        return self._accounting.read(_IncomeDays, body).items

    async def transfer(self, caller: UpstreamCaller, transfer_id: UUID) -> TransferView:
        body = await self._accounting.call(caller, "GET", f"/transfers/{transfer_id}")
        return self._accounting.read(TransferView, body)

    async def retry_payout(
        self, caller: UpstreamCaller, payout_id: UUID, *, key: str | None
    ) -> None:
        path = f"/payouts/{payout_id}/retry"
        await self._accounting.call(caller, "POST", path, key=key)

    async def statement_csv(self, caller: UpstreamCaller, first: date, last: date) -> bytes:
        """The caller's statement as a file."""
        params = query([("from", first), ("to", last)])
        return await self.csv(caller, "/accounts/me/transfers", params)

    async def ledger_csv(
        self, caller: UpstreamCaller, *, first: date, last: date, kind: str = "", user_id: str = ""
    ) -> bytes:
        """The company's ledger as a file."""
        params = query([("from", first), ("to", last), ("kind", kind), ("user_id", user_id)])
        return await self.csv(caller, "/transfers", params)

    async def csv(self, caller: UpstreamCaller, path: str, params: list[tuple[str, str]]) -> bytes:
        return await self._accounting.call(
            caller, "GET", path, query=params, accept="text/csv", slow=True
        )
