"""Ends the process when a queue has had no consumer for several looks although RabbitMQ answers.

It asks nothing of the queues: a passive declaration needs the right to configure since RabbitMQ 4.2.6.
"""

import asyncio
import logging
from typing import Protocol

from ates_chassis.messaging import broker
from ates_chassis.messaging.retrying import wait_for_stop
from ates_chassis.settings import BrokerSettings

log = logging.getLogger(__name__)

_MISSING_MAX = 3
_ANSWER_S = 10


class Subscribed(Protocol):
    @property
    def is_subscribed(self) -> bool: ...


async def watch(watched: Subscribed, settings: BrokerSettings, stop: asyncio.Event) -> None:
    """Raises RuntimeError where `watched` has gone deaf."""
    missing = 0
    while not stop.is_set():
        await wait_for_stop(stop, settings.watchdog_s)
        if stop.is_set() or watched.is_subscribed:
            missing = 0
        elif await _answers(settings):
            missing += 1
        if missing >= _MISSING_MAX:
            log.critical("a queue has no consumer, ending the process")
            raise RuntimeError("a queue has no consumer")


async def _answers(settings: BrokerSettings) -> bool:
    """On a connection of its own, since it is the others that may be stuck."""
    try:
        async with (
            broker.connected(settings.amqp_url.get_secret_value(), "watchdog") as connection,
            asyncio.timeout(_ANSWER_S),
        ):
            await broker.confirming_channel(connection)
    except Exception as error:  # noqa: BLE001 - an outage is the loops' business, not the watchdog's
        log.info("watchdog cannot look", extra={"reason": repr(error)})
        return False
    return True
