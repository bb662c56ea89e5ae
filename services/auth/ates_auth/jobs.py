"""What auth does on a schedule."""

from collections.abc import Sequence

from ates_auth.settings import Settings
from ates_auth.use_cases.key_cipher import KeyCipher
from ates_auth.use_cases.keys import rotate_keys
from ates_auth.use_cases.sign_in import forget_what_ended
from ates_chassis.database.engine import Database
from ates_chassis.messaging.jobs import Job

_ROTATION_S = 300
_FORGETTING_S = 300


def jobs(settings: Settings) -> Sequence[Job]:
    policy, key_cipher = settings.policy, KeyCipher(settings.key_secret.get_secret_value())

    async def rotate(db: Database) -> None:
        async with db.transaction() as tx:
            await rotate_keys(tx, key_cipher=key_cipher, policy=policy)

    async def forget(db: Database) -> None:
        await forget_what_ended(db, policy=policy)

    return (Job("signing keys", _ROTATION_S, rotate), Job("forget", _FORGETTING_S, forget))
