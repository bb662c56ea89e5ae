"""What tests of the relay look at."""

import orjson
from aiormq.abc import DeliveredMessage
from ping_services import Teller
from prometheus_client import REGISTRY

from ates_chassis.testing import eventually

QUEUE = "accounting.tasks"
PING = "tasks.ping.v1"


def numbers(messages: list[DeliveredMessage]) -> list[int]:
    return [orjson.loads(message.body)["data"]["n"] for message in messages]


async def all_out(teller: Teller) -> None:
    await eventually(teller.unpublished, until=lambda left: left == [], timeout_s=20)


def failures() -> float:
    return REGISTRY.get_sample_value("ates_publish_failures_total") or 0
