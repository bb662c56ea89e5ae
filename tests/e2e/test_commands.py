"""What a person does with `./ates` beside a running company, command by command."""

import shutil
from collections.abc import Iterator

import aio_pika
import httpx
import pytest

from ates_chassis.messaging.broker import confirming_channel, connected
from ates_chassis.testing import eventually
from ates_local.company import Company
from ates_local.places import Places
from ates_local.ports import free_base
from ates_local.settings import Settings
from support.launcher_commands import WITHIN_S, fails, succeeds
from support.temporary import temporary_places

PASSWORD = "a long enough password"
BACKLOG = "Issue key,Summary,Description\nPOPUG-1,Feed the bird,\nPOPUG-2,Water the plants,Twice\n"

pytestmark = pytest.mark.timeout(WITHIN_S)


@pytest.fixture(scope="module")
def places() -> Iterator[Places]:
    """Of a company that was started and is up."""
    with temporary_places() as temporary:
        # As for a person: `up` makes the folder, and takes none with something else in it.
        shutil.rmtree(temporary.state)
        try:
            output = succeeds(temporary, "up", ATES_PORT_BASE=str(free_base()))
            assert "aTES is up" in output
            assert "ates-demo" in output
            yield temporary
        finally:
            company_at(temporary).kill()


def company_at(places: Places) -> Company:
    return Company(places, Settings.read(places, {}))


def test_status_shows_every_process_healthy(places: Places) -> None:
    rows = succeeds(places, "status").splitlines()[1:]
    assert {row.split()[0] for row in rows} >= {"postgres", "rabbitmq", "web", "tasks-worker"}
    assert [row for row in rows if "running" not in row or "✓" not in row] == []


def test_logs_show_one_process_or_all_of_a_service(places: Places) -> None:
    assert "accept" in succeeds(places, "logs", "rabbitmq", "-n", "1000")
    both = succeeds(places, "logs", "tasks")
    assert "tasks-api" in both
    assert "tasks-worker" in both
    assert "There is no log of nothing" in fails(places, "logs", "nothing")


def test_up_again_changes_nothing_and_says_so(places: Places) -> None:
    before = {name: state.pid for name, state in company_at(places).supervisor.states().items()}
    assert "→" not in succeeds(places, "up")
    assert before == {
        name: state.pid for name, state in company_at(places).supervisor.states().items()
    }


def test_an_administrator_made_from_the_command_line_signs_in(places: Places) -> None:
    made = succeeds(
        places, "admin", "create", "root", "root@example.com", "--password-stdin", typed=PASSWORD
    )
    assert "root may sign in" in made
    form = {"grant_type": "password", "username": "root", "password": PASSWORD}
    url = f"{company_at(places).ports.url('web')}/api/v1/auth/token"
    with httpx.Client(trust_env=False) as client:
        assert client.post(url, data=form).status_code == httpx.codes.OK
    again = fails(
        places, "admin", "create", "root", "other@example.com", "--password-stdin", typed=PASSWORD
    )
    assert "login" in again


def test_settings_are_shown_changed_and_unset(places: Places) -> None:
    assert "USD" in succeeds(places, "configure")
    changed = succeeds(places, "configure", "ATES_CORRECTION_LIMIT_CENTS=70000")
    assert "./ates up puts it in force" in changed
    assert "Nothing changes" in succeeds(places, "configure", "ATES_CORRECTION_LIMIT_CENTS=70000")
    assert "70000" in succeeds(places, "configure")
    succeeds(places, "configure", "--unset", "ATES_CORRECTION_LIMIT_CENTS")
    assert "70000" not in succeeds(places, "configure")


def test_a_password_setting_is_read_from_standard_input_and_never_shown(places: Places) -> None:
    assert "twice" in fails(places, "configure", "ATES_SMTP_PASSWORD", "ATES_SMTP_PASSWORD=x")
    changed = succeeds(places, "configure", "ATES_SMTP_PASSWORD", typed="a secret")
    assert "ATES_SMTP_PASSWORD: not set → ••••" in changed
    assert "a secret" not in changed + succeeds(places, "configure")
    succeeds(places, "configure", "--unset", "ATES_SMTP_PASSWORD")


def test_migrations_find_nothing_left_to_do(places: Places) -> None:
    succeeds(places, "migrate")


def test_the_figures_are_rebuilt(places: Places) -> None:
    assert "events" in succeeds(places, "rebuild", "analytics")
    assert "tasks cannot be rebuilt" in fails(places, "rebuild", "tasks")


async def test_status_tells_of_parked_messages(places: Places) -> None:
    company = company_at(places)
    assert company.rabbitmq
    assert "Parked" not in succeeds(places, "status")
    async with connected(company.environment.amqp_url("tasks"), "test") as connection:
        channel = await confirming_channel(connection)
        exchange = await channel.get_exchange("tasks.parked", ensure=False)
        await exchange.publish(aio_pika.Message(b"{}"), routing_key="tasks.auth")

    async def shown() -> str:
        return succeeds(places, "status")

    await eventually(shown, until=lambda output: "Parked messages: 1" in output, timeout_s=60)
    assert "1 message dropped" in succeeds(places, "parked", "drop", "--all", "--yes")
    # RabbitMQ counts every few seconds, and the next test may ask for the status too.
    await eventually(shown, until=lambda output: "Parked" not in output, timeout_s=60)


def test_nothing_is_parked_and_every_event_was_published(places: Places) -> None:
    assert "Nothing is parked" in succeeds(places, "parked", "list")
    assert "Every event can be published" in succeeds(places, "outbox", "list")


def test_the_main_job_is_rehearsed_and_audited(places: Places) -> None:
    file = places.state.parent / f"{places.state.name}.csv"
    file.write_text(BACKLOG)
    try:
        output = succeeds(places, "rehearse", str(file))
    finally:
        file.unlink()
    assert "imported 2 tasks" in output
    assert "the books sum to zero" in output
    assert "offences" not in output


def test_doctor_finds_what_this_machine_has(places: Places) -> None:
    output = succeeds(places, "doctor")
    assert "in use by this aTES" in output
    assert "✗" not in output
