"""How the company's mail server is reached, and who mails come from."""

from typing import Literal

from pydantic import Field, SecretStr

from ates_chassis.settings import EnvironmentSettings
from ates_chassis.shared.text.fields import SenderAddress


class SmtpSettings(EnvironmentSettings):
    smtp_host: str
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_tls: Literal["none", "starttls", "tls"] = "starttls"
    smtp_sender: SenderAddress
    smtp_timeout_s: float = Field(default=10.0, gt=0)
