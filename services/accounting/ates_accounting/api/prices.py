"""Prices over HTTP: between which bounds they are drawn, and what a task costs and has cost."""

from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ates_accounting.api.inputs import OurBooks, SignedIn
from ates_accounting.domain.books import FEE_MAX, FEE_MIN, REWARD_MAX, REWARD_MIN
from ates_accounting.domain.ledger import TaskPrice
from ates_accounting.use_cases import prices
from ates_chassis.http.app import Db
from ates_chassis.shared.money import Money

router = APIRouter()


class Bounds(BaseModel):
    """Between which amounts a price is drawn, both inclusive."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    minimum: Money = Field(alias="from")
    maximum: Money = Field(alias="to")

    @classmethod
    def of(cls, minimum: int, maximum: int, currency: str) -> Self:
        return cls(
            minimum=Money(amount=minimum, currency=currency),
            maximum=Money(amount=maximum, currency=currency),
        )


class PricesAnswer(BaseModel):
    fee: Bounds
    reward: Bounds


class TaskPriceAnswer(BaseModel):
    """`fees_charged` and `rewards_paid` are what the ledger has on the task so far; what was reversed does not count."""

    task_id: UUID
    fee: Money
    reward: Money
    fees_charged: Money
    rewards_paid: Money

    @classmethod
    def of(cls, price: TaskPrice, currency: str) -> Self:
        return cls(
            task_id=price.task_id,
            fee=Money(amount=price.fee, currency=currency),
            reward=Money(amount=price.reward, currency=currency),
            fees_charged=Money(amount=price.fees_charged, currency=currency),
            rewards_paid=Money(amount=price.rewards_paid, currency=currency),
        )


@router.get("/prices")
async def show_prices(_: SignedIn, books: OurBooks) -> PricesAnswer:
    """Between which bounds the fee and the reward of a task are drawn."""
    return PricesAnswer(
        fee=Bounds.of(FEE_MIN, FEE_MAX, books.currency),
        reward=Bounds.of(REWARD_MIN, REWARD_MAX, books.currency),
    )


@router.get("/prices/{task_id}")
async def show_task_price(task_id: UUID, _: SignedIn, db: Db, books: OurBooks) -> TaskPriceAnswer:
    """What a task costs per assignment and pays for its completion, and what it has come to so far."""
    async with db.reading() as tx:
        price = await prices.show_task_price(tx, task_id=task_id)
    return TaskPriceAnswer.of(price, books.currency)
