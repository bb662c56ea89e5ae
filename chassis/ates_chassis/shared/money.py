"""Money in requests and answers."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ates_chassis.shared.currencies import PATTERN

CurrencyCode = Annotated[str, Field(pattern=PATTERN, examples=["USD"])]
"""A code of ISO 4217."""


class Money(BaseModel):
    """An amount in minor units of a currency. Answers show what the books hold, so it has no bounds."""

    model_config = ConfigDict(frozen=True)

    amount: int = Field(examples=[1250])
    currency: str = Field(examples=["USD"])
