"""Whom a correction may be for: found by name, or of those whose balance moved lately; never oneself."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from ates_web.pages.shell import Visit

SOUGHT_MAX = 100
_LOOK_BACK = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Beneficiary:
    id: str
    name: str
    login: str

    @property
    def href(self) -> str:
        """The form for this person."""
        return f"/ledger/correction?{urlencode({'user_id': self.id})}"


async def found_people(visit: Visit, q: str) -> tuple[Beneficiary, ...]:
    """Active people by a part of name or login."""
    names = await visit.clients.auth.search_names(visit.caller, q)
    return tuple(
        Beneficiary(each.id, each.full_name, each.login)
        for each in names
        if each.id != visit.person.id
    )


async def recent_people(visit: Visit) -> tuple[Beneficiary, ...] | None:
    """Whose balance moved in the last month, also people who are gone."""
    today = visit.web.templates.clock.today()
    page = await visit.panel(
        visit.clients.accounting.transfers(visit.caller, first=today - _LOOK_BACK, last=today)
    )
    if page is None:
        return None
    ids = {transfer.user_id for transfer in page.items} - {visit.person.id}
    names = await visit.names(list(ids))
    people = [
        Beneficiary(
            user_id,
            visit.called(names, user_id),
            names[user_id].login if user_id in names else "",
        )
        for user_id in ids
    ]
    return tuple(sorted(people, key=lambda person: person.name.casefold()))
