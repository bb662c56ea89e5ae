"""The first people of an installation, made from the command line."""

from collections.abc import Mapping

from ates_auth.domain import ADMINISTRATOR, Registration
from ates_auth.storage import users
from ates_auth.use_cases.users import register_user
from ates_chassis.database.engine import Transaction

DEMO_PASSWORD = "ates-demo"  # noqa: S105 - printed by the launcher, for companies that are not real
DEMO_COMPANY = (
    Registration(
        login="admin", email="admin@ates.example", full_name="Ada Admin", role=ADMINISTRATOR
    ),
    Registration(
        login="manager", email="manager@ates.example", full_name="Max Manager", role="manager"
    ),
    Registration(login="boss", email="boss@ates.example", full_name="Bea Boss", role="boss"),
    Registration(
        login="accountant",
        email="accountant@ates.example",
        full_name="Ari Accountant",
        role="accountant",
    ),
    *(
        Registration(login=f"dev{n}", email=f"dev{n}@ates.example", full_name=f"Developer {n}")
        for n in range(1, 6)
    ),
)


async def make_administrator(
    tx: Transaction, *, login: str, email: str, full_name: str, password_hash: str
) -> None:
    """Raises InvalidError, LoginTakenError or EmailTakenError."""
    administrator = Registration(login=login, email=email, full_name=full_name, role=ADMINISTRATOR)
    await register_user(tx, registration=administrator, password_hash=password_hash)


async def found_demo_company(tx: Transaction, *, hashes: Mapping[str, str]) -> bool:
    """Makes the demo company, with a password hash by login, unless there is anybody. Returns whether it did."""
    if await users.is_anybody_there(tx):
        return False
    for registration in DEMO_COMPANY:
        await register_user(tx, registration=registration, password_hash=hashes[registration.login])
    return True
