"""An event of another service as its consumer sees it: the fields that the consumer uses, and when it happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class EventData(BaseModel):
    """Base of a consumer's own model of an event: the fields it uses; the rest is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


Data = TypeVar("Data", bound=EventData)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumedEvent(Generic[Data]):
    """A fact as it arrived: its id, when it happened, the trace it belongs to, and the fields that are used."""

    id: UUID
    time: datetime
    traceparent: str | None
    data: Data
