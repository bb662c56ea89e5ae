"""`parked` at a command line: of one service alone, and of all by `./ates`."""

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
import typer
from broker.rabbitmq_operator import Operator
from ping_services import PingService, Teller
from running import Ates, Run, Wait
from typer.testing import CliRunner

from ates_chassis.messaging.dispositions import parked_id
from ates_chassis.observability import metrics
from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console
from ates_chassis.testing import eventually
from ates_local.commands import common
from ates_local.commands import parked as launcher
from ates_local.places import Places, checkout_root
from ates_tools.cli import program
from support.home_commands import run_home
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker

QUEUE = "accounting.tasks"
PARKED = "accounting.parked"


@pytest.fixture
def ates(monkeypatch: pytest.MonkeyPatch, rabbitmq: RabbitMQServer) -> Ates:
    """The launcher's command, which calls those of the services with each one's own credentials."""
    places = Places(checkout_root(), checkout_root())
    environment = SimpleNamespace(amqp_url=rabbitmq.amqp_url)
    company = SimpleNamespace(places=places, environment=environment, lock=nullcontext)
    monkeypatch.setattr(launcher, "started_company", lambda: company)
    monkeypatch.setattr(common, "started_company", lambda: company)
    monkeypatch.setattr(console, "width", 300)

    async def run(*arguments: str, answer: str = "") -> str:
        result = await asyncio.to_thread(CliRunner().invoke, program(), arguments, answer)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    return run


async def test_the_command_lists_shows_replays_and_drops(
    ates: Ates, teller: Teller, listener: PingService, operator: Operator, run: Run
) -> None:
    assert "Nothing" in await ates("parked", "list")
    listener.breaks[7] = ZeroDivisionError("a bug")
    good = teller.ping(7)
    await operator.send(QUEUE, b"nonsense", good.replace(b'"n":7', b'"n":"x"'), good)
    async with (
        operator.policy("short", r"^accounting\.delay\.", **{"message-ttl": 20}),
        run(listener.consumer().run),
    ):
        await eventually(lambda: operator.count(PARKED), until=lambda count: count == 3)

    listed = (await ates("parked", "list")).splitlines()
    assert len(listed) == 4
    [failed] = [line.split()[0] for line in listed if "ZeroDivisionError" in line]
    [broken] = [line.split()[0] for line in listed if "undecodable" in line]

    shown = await ates("parked", "show", failed)
    assert '"n": 7' in shown
    assert QUEUE in shown

    listener.breaks.clear()
    assert "1 message back" in await ates("parked", "replay", failed)
    async with run(listener.consumer().run):
        await eventually(listener.effects, until=lambda seen: seen == [7])
    assert "1 message dropped" in await ates("parked", "drop", broken, answer="y\n")
    await ates("parked", "drop", "--all", answer="n\n")
    await eventually(lambda: operator.count(PARKED), until=lambda count: count == 1)
    assert "1 message dropped" in await ates("parked", "drop", "--all", "--yes")
    assert await operator.count(PARKED) == 0


async def test_a_service_alone_does_the_same_with_its_own_credentials(
    own_url: str, park: Wait, listener: PingService, operator: Operator, run: Run
) -> None:
    async def accounting(*arguments: str) -> tuple[int, str]:
        return await run_home("ates_accounting", "parked", *arguments, ATES_AMQP_URL=own_url)

    await park(1, 2)
    code, listed = await accounting("list")
    first, second = [line.split()[0] for line in listed.splitlines()[1:]]
    assert code == 0, listed
    assert '"n": ' in (await accounting("show", first))[1]
    assert "1 message back" in (await accounting("replay", first))[1]
    assert "1 message dropped" in (await accounting("drop", second, "--yes"))[1]
    async with run(listener.consumer().run):
        await eventually(listener.effects, until=lambda seen: len(seen) == 1)
    assert await operator.count(PARKED) == 0
    code, refused = await accounting("replay", first)
    assert code == 1
    assert f"No message {first} is parked." in refused
    assert "python -m ates_accounting parked list" in refused


BRACKETS = (
    b'{"id": "b9201c52-c768-4e5f-8257-1cbd9a22b8a5", "type": "tasks.[/nope].v1", "subject": "s", '
    b'"time": "2026-11-25T23:00:00Z", "data": {"title": "[/oops] [red]x :bug: \\ud800 \xe2\x80\xae \xc2\x9b"}}'
)


async def test_what_a_message_says_is_shown_as_it_is_and_obeyed_by_no_terminal(
    ates: Ates, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = "[/x] [bold]loud[/bold] :bug: \x1b[31m\u202e\x9b\r\n\x00"
    await operator.send(
        PARKED, BRACKETS, headers={"x-ates-type": "tasks.[/nope].v1", "x-ates-error": hostile}
    )
    monkeypatch.setattr(console, "width", 80)
    listed = await ates("parked", "list")
    shown = await ates("parked", "show", hashlib.sha256(BRACKETS).hexdigest()[:12])
    plain = r"[/x] [bold]loud[/bold] :bug: \x1b[31m\u202e\x9b\r\n\x00"
    assert plain in shown
    assert "tasks.[/nope].v1" in shown
    assert r"[/oops] [red]x :bug: \ud800 \u202e \x9b" in shown
    for output in (listed, shown):
        assert not set(output) & set("\x1b\u202e\x9b\r\x00")


@pytest.mark.parametrize("width", [20, 40, 80])
async def test_ids_are_never_cut(
    ates: Ates, operator: Operator, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    bodies = [b"%d" % n for n in range(3)]
    await operator.send(PARKED, *bodies, headers={"x-ates-error": "long " * 90})
    monkeypatch.setattr(console, "width", width)
    listed = await ates("parked", "list")
    for body in bodies:
        assert hashlib.sha256(body).hexdigest()[:12] in listed


async def test_dropping_all_drops_what_was_shown_and_nothing_that_came_since(
    ates: Ates, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    await operator.send(PARKED, b"1", b"2")
    shown: list[str] = []
    ask: Callable[..., bool] = typer.confirm

    def confirm(question: str, **options: bool) -> bool:
        """While the question stands, another message is parked."""
        asyncio.run_coroutine_threadsafe(operator.send(PARKED, b"3"), loop).result(20)
        shown.append(question)
        return ask(question, **options)

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(typer, "confirm", confirm)
    output = await ates("parked", "drop", "--all", answer="y\n")
    assert "2 messages" in shown[0]
    assert "2 messages dropped" in output
    for body in (b"1", b"2"):
        assert hashlib.sha256(body).hexdigest()[:12] in output
    assert [message.body for message in await operator.take(PARKED)] == [b"3"]


async def test_the_command_wants_to_know_which(ates: Ates, operator: Operator) -> None:
    for arguments in (("replay",), ("drop",), ("replay", "x", "--all"), ("show", "unknown")):
        with pytest.raises(CommandError):
            await ates("parked", *arguments)


async def test_one_that_has_no_queue_to_go_to_keeps_no_other_from_its_own(
    ates: Ates, park: Wait, operator: Operator, listener: PingService, run: Run
) -> None:
    await park(1, 2)
    await operator.send(PARKED, b"orphan")
    with pytest.raises(CommandError) as failure:
        await ates("parked", "replay", "--all")
    assert failure.value.what == "2 messages sent back, 1 not: these are parked as before."
    assert parked_id(b"orphan") in (failure.value.details or "")
    assert "dropped" in (failure.value.remedy or "")
    async with run(listener.consumer().run):
        await eventually(listener.effects, until=lambda seen: sorted(seen) == [1, 2])
    assert [message.body for message in await operator.take(PARKED)] == [b"orphan"]


async def test_what_is_parked_is_counted_and_logged_as_the_event_that_it_is(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    caplog: pytest.LogCaptureFixture,
) -> None:
    parked = metrics.EVENTS_HANDLED.labels("tasks.ping.v1", "parked")
    before = parked._value.get()
    listener.breaks[7] = ZeroDivisionError("a bug")
    ping = teller.ping(7)
    await operator.send(QUEUE, ping)
    async with (
        operator.policy("short", r"^accounting\.delay\.", **{"message-ttl": 20}),
        run(listener.consumer().run),
    ):
        await eventually(lambda: operator.count(PARKED), until=lambda count: count == 1)
    assert parked._value.get() == before + 1
    [line] = [record for record in caplog.records if record.getMessage() == "event parked"]
    logged = vars(line)
    assert logged["type"] == "tasks.ping.v1"
    assert logged["id"] == parked_id(ping)
    assert "a bug" in logged["error"]
