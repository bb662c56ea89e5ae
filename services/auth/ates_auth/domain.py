"""Users: who may be one, what may become of them, and how often one may try to sign in."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Literal, get_args
from uuid import UUID

from ates_chassis.shared.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    UnauthenticatedError,
)
from ates_chassis.shared.text.rules import EMAIL, LOGIN, PASSWORD, name

Role = Literal[
    "administrator", "manager", "boss", "accountant", "developer", "other", "internalservice"
]
Language = Literal["en", "ru"]
Theme = Literal["light", "dark"]
ROLES: frozenset[str] = frozenset(get_args(Role))
ADMINISTRATOR: Role = "administrator"
SELF_REGISTERED: Role = "developer"

FULL_NAME = name()

ERASED_NAME = "erased"

_IPV6_BLOCK = 64


class LoginTakenError(ConflictError):
    code = "login-taken"


class EmailTakenError(ConflictError):
    code = "email-taken"


class NoSuchUserError(NotFoundError):
    code = "no-such-user"


class NoSuchSessionError(NotFoundError):
    code = "no-such-session"


class LastAdministratorError(ConflictError):
    code = "last-administrator"


class ErasedError(ConflictError):
    code = "user-erased"


class SelfRegistrationOffError(ForbiddenError):
    code = "self-registration-off"


class RoleNotYoursError(ForbiddenError):
    code = "role-not-yours"


class InvalidGrantError(UnauthenticatedError):
    """What was presented does not prove who somebody is; deliberately without a word about which part is wrong."""

    code = "invalid-grant"


class InvalidClientError(UnauthenticatedError):
    code = "invalid-client"


class UnauthorizedClientError(ForbiddenError):
    """A program that comes from where only people come from."""

    code = "unauthorized-client"


class UnsupportedGrantError(InvalidError):
    code = "unsupported-grant-type"


class InvalidRequestError(InvalidError):
    code = "invalid-request"


class WrongPasswordError(ForbiddenError):
    code = "wrong-password"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Who wants to become a user, in the form that is stored: making one raises InvalidError for what may not be."""

    login: str
    email: str
    full_name: str
    role: Role = SELF_REGISTERED

    def __post_init__(self) -> None:
        for field, rule in (("login", LOGIN), ("email", EMAIL), ("full_name", FULL_NAME)):
            object.__setattr__(self, field, rule.checked(field, getattr(self, field)))


def check_password(password: str, *, field: str = "password") -> str:
    """The password in the form that is hashed. Raises InvalidError for one that nobody may have."""
    return PASSWORD.checked(field, password)


def check_may_register(
    *, by_administrator: bool, asks_for_role: bool, self_registration: bool
) -> None:
    """Raises RoleNotYoursError or SelfRegistrationOffError for anybody but an administrator."""
    if by_administrator:
        return
    if asks_for_role:
        raise RoleNotYoursError("only an administrator gives a role", field="role")
    if not self_registration:
        raise SelfRegistrationOffError("only an administrator registers users here")


@dataclass(kw_only=True, eq=False)
class User:
    """A person or a program. Each change of state makes a new version; a change to what is already so makes none.

    What a person prefers to see is no part of that state; where nothing is preferred, the browser decides.
    """

    id: UUID
    login: str
    email: str
    full_name: str
    password_hash: str
    role: Role
    active: bool
    version: int
    created_at: datetime
    password_prepared: bool = True
    """Whether the hash is of a password as today's rule prepares it; of an older one nobody knows."""
    erased_at: datetime | None = None
    language: Language | None = None
    theme: Theme | None = None

    @property
    def is_active_administrator(self) -> bool:
        return self.active and self.role == ADMINISTRATOR

    def change_role(self, role: Role, *, administrators: int) -> bool:
        """Returns whether anything changed. Raises ErasedError, or LastAdministratorError where `administrators` is one."""
        self._check_not_erased()
        if role == self.role:
            return False
        self._check_administrator_remains(administrators)
        self.role = role
        self.version += 1
        return True

    def deactivate(self, *, administrators: int) -> bool:
        """Returns whether anything changed. Raises LastAdministratorError where `administrators` is one."""
        if not self.active:
            return False
        self._check_administrator_remains(administrators)
        self.active = False
        self.version += 1
        return True

    def activate(self) -> bool:
        """Returns whether anything changed. Raises ErasedError."""
        self._check_not_erased()
        if self.active:
            return False
        self.active = True
        self.version += 1
        return True

    def keep_password(self, password_hash: str, *, prepared: bool) -> None:
        self.password_hash, self.password_prepared = password_hash, prepared

    def erase(self, *, administrators: int, now: datetime) -> bool:
        """Forgets the person; the id stays. Returns whether anything changed. Raises LastAdministratorError."""
        if self.erased_at is not None:
            return False
        self._check_administrator_remains(administrators)
        # Nobody can register these, so they are free whatever others call themselves.
        self.login = self.email = f"erased:{self.id}"
        self.full_name = ERASED_NAME
        self.password_hash = ""
        self.language = self.theme = None
        self.role = "other"
        self.active = False
        self.erased_at = now
        self.version += 1
        return True

    def _check_not_erased(self) -> None:
        if self.erased_at is not None:
            raise ErasedError("the user was erased; that cannot be undone")

    def _check_administrator_remains(self, administrators: int) -> None:
        if self.is_active_administrator and administrators <= 1:
            raise LastAdministratorError("the last administrator must stay; make another one first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A token bucket: `burst` attempts at once, and one more every `refill_s` seconds."""

    burst: int
    refill_s: float

    @property
    def full_after_s(self) -> float:
        return self.burst * self.refill_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The numbers of an installation: how long things are good, how often one may try, and who may register."""

    self_registration: bool
    access_token_s: int
    session_max_s: int
    key_lead_s: int
    key_period_s: int
    key_margin_s: int
    account_limit: Limit
    """Of attempts at one account from one address."""
    new_address_limit: Limit
    """Of attempts at one account from all addresses together that it was never used from; beyond it they are suspect."""
    all_new_addresses_limit: Limit
    """Of all such attempts together, at whatever account or name; beyond it they are suspect as well."""
    address_limit: Limit
    """Of attempts from one address at all accounts together."""

    @property
    def full_after_s(self) -> float:
        """After so long without an attempt every bucket is as good as a new one."""
        limits = (
            self.account_limit,
            self.new_address_limit,
            self.all_new_addresses_limit,
            self.address_limit,
        )
        return max(limit.full_after_s for limit in limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt at something guarded, counted in one bucket."""

    bucket: str
    limit: Limit


def address_block(client: str) -> str | None:
    """What is counted as one place: an IPv4 address, or the IPv6 network that one household has."""
    try:
        address = ip_address(client)
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    # A zone names an interface of this machine, and would give each a bucket of its own.
    plain = IPv6Address(int(address))
    return str(ip_network((plain, _IPV6_BLOCK), strict=False))
