"""Mails as the mail server of trials has them."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import httpx
from e2e.staff import StaffMember

from support.running_company import RunningCompany


async def mails_to(company: RunningCompany, person: StaffMember) -> list[Any]:
    """Those of the latest that the mail server of trials kept."""
    async with httpx.AsyncClient(base_url=company.url("mail"), trust_env=False) as sink:
        names = (await sink.get("/mails")).text.split('href="/mails/')[1:]
        mails = []
        for name in names[:20]:
            source = (await sink.get(f"/mails/{name.partition(chr(34))[0]}/source")).content
            mail = message_from_bytes(source, policy=default)
            if person.email in str(mail["To"]):
                mails.append(mail)
        return mails
