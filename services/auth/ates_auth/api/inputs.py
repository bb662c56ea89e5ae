"""What several routes take: settings, where the client is and its session, text for passwords."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from ates_auth.domain import Policy, address_block
from ates_auth.settings import Settings
from ates_auth.use_cases.key_cipher import KeyCipher
from ates_chassis.http.access import PEOPLE, Caller
from ates_chassis.http.app import may
from ates_chassis.shared.errors import UnauthenticatedError

SignedIn = Annotated[Caller, Depends(may(*PEOPLE))]
Administrator = Annotated[Caller, Depends(may("administrator"))]


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


Configured = Annotated[Settings, Depends(_settings)]


async def _policy(settings: Configured) -> Policy:
    return settings.policy


async def _key_cipher(settings: Configured) -> KeyCipher:
    return KeyCipher(settings.key_secret.get_secret_value())


Rules = Annotated[Policy, Depends(_policy)]
Secrets = Annotated[KeyCipher, Depends(_key_cipher)]


_CLIENT_ADDRESS = "x-client-address"


async def _address(request: Request) -> str:
    """The client's address as the gateway saw it, or whoever connected."""
    peer = request.client.host if request.client else ""
    address = address_block(request.headers.get(_CLIENT_ADDRESS, ""))
    return address or address_block(peer) or "unknown"


ClientAddress = Annotated[str, Depends(_address)]


async def _through_gateway(request: Request) -> bool:
    """The gateway names an address with every request, even one that it does not know."""
    return _CLIENT_ADDRESS in request.headers


ThroughGateway = Annotated[bool, Depends(_through_gateway)]


async def _browser(request: Request) -> str | None:
    """What the client's browser calls itself, as the gateway saw it. The gateway itself is never one."""
    return request.headers.get("x-client-browser")


ClientBrowser = Annotated[str | None, Depends(_browser)]


async def _session_id(caller: SignedIn) -> UUID:
    """The session that the caller's token came from. Raises UnauthenticatedError."""
    if caller.session_id is None:
        raise UnauthenticatedError("the token belongs to no session")
    return caller.session_id


OwnSession = Annotated[UUID, Depends(_session_id)]
