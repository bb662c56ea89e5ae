"""The settings of the auth service."""

from typing import Annotated

from cryptography.fernet import Fernet
from pydantic import AfterValidator, Field, SecretStr

from ates_auth.domain import Limit, Policy
from ates_chassis.settings import ServiceSettings
from ates_chassis.shared.ended_sessions import ACCESS_TOKEN_MAX_S


def _is_fernet_key(secret: SecretStr) -> SecretStr:
    Fernet(secret.get_secret_value())
    return secret


ClientSecret = Annotated[SecretStr, Field(min_length=16, max_length=200)]


class Settings(ServiceSettings):
    key_secret: Annotated[SecretStr, AfterValidator(_is_fernet_key)]
    service_clients: dict[str, ClientSecret] = Field(default={}, max_length=100)
    self_registration: bool = True

    access_token_s: int = Field(default=600, ge=60, le=ACCESS_TOKEN_MAX_S)
    session_max_s: int = Field(default=30 * 86_400, ge=3_600)

    # The next key is published this long before its use, which must exceed the time that services keep keys.
    key_lead_s: int = Field(default=900, ge=600)
    key_period_s: int = Field(default=86_400, ge=3_600)
    key_margin_s: int = Field(default=300, ge=60)

    # Attempts at one account from one address.
    account_burst: int = Field(default=10, ge=1)
    account_refill_s: float = Field(default=30, gt=0)
    # Attempts at one account from all addresses that it was never used from. More of them have to queue, apart from others.
    new_address_burst: int = Field(default=5, ge=1)
    new_address_refill_s: float = Field(default=30, gt=0)
    # All of these together, at whatever account or name: so many may hash beside those who come from where they were before.
    all_new_addresses_burst: int = Field(default=50, ge=1)
    all_new_addresses_refill_s: float = Field(default=0.2, gt=0)
    # Attempts from one address at all accounts.
    address_burst: int = Field(default=100, ge=1)
    address_refill_s: float = Field(default=1, gt=0)

    @property
    def policy(self) -> Policy:
        return Policy(
            self_registration=self.self_registration,
            access_token_s=self.access_token_s,
            session_max_s=self.session_max_s,
            key_lead_s=self.key_lead_s,
            key_period_s=self.key_period_s,
            key_margin_s=self.key_margin_s,
            account_limit=Limit(burst=self.account_burst, refill_s=self.account_refill_s),
            new_address_limit=Limit(
                burst=self.new_address_burst, refill_s=self.new_address_refill_s
            ),
            all_new_addresses_limit=Limit(
                burst=self.all_new_addresses_burst, refill_s=self.all_new_addresses_refill_s
            ),
            address_limit=Limit(burst=self.address_burst, refill_s=self.address_refill_s),
        )

    def client_secret(self, client_id: str) -> str | None:
        secret = self.service_clients.get(client_id)
        return secret.get_secret_value() if secret else None
