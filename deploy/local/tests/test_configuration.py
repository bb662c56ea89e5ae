"""Settings are kept as a person wrote them, looked at before they are stored, and never shown with their secrets."""

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from programs import program_of

from ates_chassis.shared.command_error import CommandError
from ates_local import installation
from ates_local.commands.configure import parsed
from ates_local.configuration import change as changing
from ates_local.configuration import env_file, names, shown, validation
from ates_local.configuration.servers import SERVED, check_servers, locations
from ates_local.places import Places, checkout_root
from ates_local.ports import Ports
from ates_local.settings import OF_THE_RUN, Settings, stored

NAMES = st.from_regex(r"ATES_[A-Z]{1,8}", fullmatch=True)
VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]))
COMPANY = {
    "ATES_CURRENCY": "EUR",
    "ATES_TIME_ZONE": "Europe/Berlin",
    "ATES_PROVIDER": "manual",
    "ATES_COMPANY_NAME": 'It\'s 100% "Popug" ;x #y',
    "ATES_COMPANY_IBAN": "DE89370400440532013000",
    "ATES_SMTP_HOST": "mail.example",
    "ATES_SMTP_SENDER": "pay@popug.example",
    "ATES_SMTP_PASSWORD": "p w#'\"\\$x",
    "ATES_SELF_REGISTRATION": "false",
}
OWN_DATABASES = {
    f"ATES_{name.upper()}_DATABASE_URL": f"postgresql://{name}:s3cret@db.example/{name}"
    for name in SERVED
}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places(checkout=tmp_path, state=tmp_path / "state")
    places.make()
    return places


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_every_value_is_read_as_it_was_written(values: dict[str, str]) -> None:
    assert env_file.read(env_file.changed("", values)) == values


@given(VALUES)
def test_a_shell_reads_a_value_as_we_do(value: str) -> None:
    line = env_file.assignment("ATES_X", value)
    done = subprocess.run(
        [program_of("sh"), "-c", f'{line}; printf %s "$ATES_X"'], capture_output=True, check=True
    )
    assert done.stdout.decode() == value


def test_comments_and_lines_that_stay_true_are_left_as_they_were() -> None:
    text = "# mine\n\nexport ATES_A=\"x\"  # why\nATES_B=1\n  # more\nATES_C='3'\n"
    new = env_file.changed(text, {"ATES_A": "x", "ATES_C": "4 5", "ATES_D": "6"})
    assert new == "# mine\n\nexport ATES_A=\"x\"  # why\n  # more\nATES_C='4 5'\nATES_D=6\n"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=x#y", "x#y"),
        ("A=x # y", "x"),
        ("A='x # y'", "x # y"),
        (r'A="a \"b\" \\ c"', 'a "b" \\ c'),
        (r"A='it'\''s'", "it's"),
        ("A=$HOME`x`", "$HOME`x`"),
        ("A=", ""),
        ("A=#x", "#x"),
    ],
)
def test_a_value_is_read_by_the_rules_that_are_told(line: str, value: str) -> None:
    assert env_file.read(line) == {"A": value}


@pytest.mark.parametrize("line", ["A", "A B=1", "A=x y", "A='x", 'A="x', "1A=x", "=x", "A=1\nA=2"])
def test_a_line_that_could_be_meant_otherwise_is_damage_with_its_number(
    line: str, places: Places
) -> None:
    places.env.write_text(f"# first\n{line}\n")
    with pytest.raises(CommandError, match=r"ates\.env is damaged: line [23]"):
        stored(places)


def test_what_is_remembered_is_read_again_and_for_the_owner_alone(places: Places) -> None:
    Settings.of(COMPANY | OWN_DATABASES | {"ATES_PORT_BASE": "9100"}).remember(places)
    again = Settings.read(places, {})
    assert again.values == COMPANY | OWN_DATABASES | {"ATES_PORT_BASE": "9100"}
    assert places.env.stat().st_mode & 0o777 == 0o600


def test_once_there_are_settings_the_environment_of_other_commands_does_not_count(
    places: Places,
) -> None:
    Settings.of(COMPANY).remember(places)
    settings = Settings.read(places, {"ATES_CURRENCY": "USD", "ATES_PORT_BASE": "9100"})
    assert settings.passed_on == COMPANY
    assert settings.ports == Ports(8000)


def test_what_up_finds_in_the_environment_is_added_to_what_is_kept(places: Places) -> None:
    Settings.of(COMPANY).remember(places)
    environment = {"HOME": "/", "ATES_STATE_DIR": "/x", "ATES_TIME_ZONE": "Asia/Tokyo"}
    change = changing.by_environment(places, environment)
    assert change.after == COMPANY | {"ATES_TIME_ZONE": "Asia/Tokyo"}
    assert list(shown.differences(change)) == ["ATES_TIME_ZONE: Europe/Berlin → Asia/Tokyo"]
    assert "after the business day that is open" in changing.notes(change)[0]


def test_the_ports_that_an_earlier_release_kept_are_taken_over(places: Places) -> None:
    places.old_settings.write_text('{"port_base": 9100}')
    settings = Settings.read(places, {})
    assert settings.ports == Ports(9100)
    settings.remember(places)
    assert not places.old_settings.exists()
    assert Settings.read(places, {}).ports == Ports(9100)


def test_lost_settings_are_said_and_not_forgotten(places: Places) -> None:
    Settings.of(COMPANY).remember(places)
    places.demo_mark.write_text("empty")
    places.env.unlink()
    with pytest.raises(CommandError, match=r"ates\.env is gone"):
        Settings.read(places, {})
    assert changing.by_command(places, {"ATES_CURRENCY": "EUR"}, []).after == {
        "ATES_CURRENCY": "EUR"
    }


def test_the_password_of_the_mail_server_is_for_the_workers_that_mail() -> None:
    holders = [
        process.model.__module__
        for process in names.processes(Settings.of(COMPANY))
        if COMPANY["ATES_SMTP_PASSWORD"] in process.environment.values()
    ]
    # Their settings, and how they reach RabbitMQ.
    assert holders == [
        "ates_payments.settings",
        "ates_chassis.settings",
        "ates_notifications.settings",
        "ates_chassis.settings",
    ]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"port_base": "x"}'])
def test_damaged_settings_of_an_earlier_release_are_said(places: Places, content: str) -> None:
    places.old_settings.write_text(content)
    with pytest.raises(CommandError, match=r"settings\.json is damaged"):
        Settings.read(places, {})


@pytest.mark.parametrize(
    "values", [{}, COMPANY, COMPANY | OWN_DATABASES | {"ATES_AMQP_URL": "amqps://u:p@mq.example/v"}]
)
def test_a_whole_company_passes(values: dict[str, str]) -> None:
    assert validation.check(values).values == values


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"ATES_CURENCY": "EUR"}, "no setting ATES_CURENCY.\nDid you mean ATES_CURRENCY"),
        ({"ATES_CURRENCY": "DEM"}, "ATES_CURRENCY=DEM is no currency"),
        ({"ATES_CURRENCY": "eur"}, "ATES_CURRENCY=eur is no currency"),
        ({"ATES_TIME_ZONE": "Mars/Base"}, "ATES_TIME_ZONE=Mars/Base: not a time zone"),
        ({"ATES_PROVIDER": "paypal"}, "ATES_PROVIDER=paypal"),
        ({"ATES_PROVIDER": "manual"}, "ATES_COMPANY_NAME and ATES_COMPANY_IBAN"),
        (COMPANY | {"ATES_COMPANY_IBAN": "DE89370400440532013001"}, "ATES_COMPANY_IBAN"),
        ({"ATES_SMTP_HOST": "mail.example"}, "ATES_SMTP_SENDER is missing"),
        ({"ATES_SMTP_PORT": "99999"}, "ATES_SMTP_PORT=99999"),
        ({"ATES_SMTP_TLS": "perhaps"}, "ATES_SMTP_TLS=perhaps"),
        ({"ATES_SELF_REGISTRATION": "maybe"}, "ATES_SELF_REGISTRATION=maybe: true or false"),
        ({"ATES_SIMULATED_FAILS_FOR": "x"}, "ATES_SIMULATED_FAILS_FOR"),
        ({"ATES_LOG_LEVEL": "loud"}, "ATES_LOG_LEVEL=loud"),
        ({"ATES_PORT_BASE": "99999"}, "ATES_PORT_BASE=99999 is not a port"),
        ({"ATES_COMPANY_NAME": ""}, "ATES_COMPANY_NAME is empty"),
        ({"ATES_COMPANY_NAME": "a\nb"}, "ATES_COMPANY_NAME has a line break"),
        ({"ATES_KEY_SECRET": "x"}, "ATES_KEY_SECRET is set by ./ates itself"),
        ({"ATES_HOST": "0.0.0.0"}, "ATES_HOST is set by ./ates itself"),
        ({"ATES_STATE_DIR": "/x"}, "ATES_STATE_DIR is not a setting of the company"),
        ({"ATES_AMQP_URL": "http://mq.example"}, "ATES_AMQP_URL is not an address like amqp://"),
        ({"ATES_WEB_AMQP_URL": "amqp://web:s3cret@mq.example"}, "ATES_PAYMENTS_AMQP_URL, ATES_NOTIFICATIONS_AMQP_URL missing"),
        ({"ATES_TASKS_DATABASE_URL": OWN_DATABASES["ATES_TASKS_DATABASE_URL"]}, "ATES_AUTH_DATABASE_URL"),
        (OWN_DATABASES | {"ATES_TASKS_DATABASE_URL": "mysql://t:s3cret@db/t"}, "is not an address like postgresql://"),
        (OWN_DATABASES | {"ATES_TASKS_DATABASE_URL": "postgresql://db/t"}, "is not an address like postgresql://ROLE"),
        (OWN_DATABASES | {"ATES_TASKS_DATABASE_URL": "postgresql://x:s3cret@db.example:5432/auth"}, "auth and tasks have one database"),
        (OWN_DATABASES | {"ATES_TASKS_MIGRATION_DATABASE_URL": "postgresql://x:s3cret@db.example/other"}, "another database"),
        ({"ATES_TASKS_MIGRATION_DATABASE_URL": "postgresql://x:s3cret@db.example/tasks"}, "ATES_TASKS_DATABASE_URL"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_by_name(values: dict[str, str], says: str) -> None:
    with pytest.raises(CommandError) as refused:
        validation.check(values)
    assert says in str(refused.value)
    assert "s3cret" not in str(refused.value)
    assert refused.value.remedy


def test_no_secret_is_shown(places: Places) -> None:
    values = COMPANY | OWN_DATABASES
    text = "\n".join(value for _, value in shown.lines(values))
    text += "\n".join(shown.differences(changing.Change({}, values)))
    assert "s3cret" not in text
    assert COMPANY["ATES_SMTP_PASSWORD"] not in text
    assert "postgresql://tasks:***@db.example/tasks" in text


def test_a_changed_secret_is_said_without_it() -> None:
    change = changing.Change({"ATES_SMTP_PASSWORD": "old"}, {"ATES_SMTP_PASSWORD": "new"})
    assert list(shown.differences(change)) == ["ATES_SMTP_PASSWORD: changed"]


def test_every_setting_that_the_readme_names_is_one() -> None:
    mentioned = set(re.findall(r"ATES_[A-Z_]+[A-Z]", (checkout_root() / "README.md").read_text()))
    assert mentioned
    assert mentioned <= {*names.known(), *OF_THE_RUN}


async def test_a_company_that_has_data_is_not_led_to_other_servers(places: Places) -> None:
    record = installation.Installation("a1", str(places.state), "a1", data=installation.IN_STATE)
    installation.save(places, record)
    change = changing.by_command(places, OWN_DATABASES, [])
    with pytest.raises(CommandError, match="other servers") as refused:
        await changing.check(places, change)
    assert "database of tasks: embedded → db.example:5432/tasks" in refused.value.details
    company = await changing.check(places, change, move_servers=True)
    changing.store(places, company.settings)
    installed = installation.load(places)
    assert installed is not None
    assert installed.servers == locations(company.settings)


async def test_a_company_on_servers_of_its_own_is_not_led_to_empty_embedded_ones(
    places: Places,
) -> None:
    settings = Settings.of(OWN_DATABASES | {"ATES_AMQP_URL": "amqp://u:p@mq.example/ates"})
    record = installation.Installation("a1", str(places.state), "a1", servers=locations(settings))
    installation.save(places, record)
    settings.remember(places)
    with pytest.raises(CommandError, match="other servers"):
        await changing.check(places, changing.by_command(places, {}, [*OWN_DATABASES]))
    with pytest.raises(CommandError, match="other servers"):
        await changing.check(places, changing.by_command(places, {}, ["ATES_AMQP_URL"]))
    plain = changing.by_environment(places, {})
    assert (await changing.check(places, plain)).settings.values == settings.values
    other_password = {"ATES_AMQP_URL": "amqp://u:other@mq.example/ates"}
    await changing.check(places, changing.by_environment(places, other_password))


def test_assignments_are_taken_as_they_are_typed() -> None:
    assert parsed(["ATES_A=b=c", "ATES_B="]) == {"ATES_A": "b=c", "ATES_B": ""}
    with pytest.raises(CommandError, match="given twice"):
        parsed(["ATES_A=1", "ATES_A=2"])


def test_what_is_not_set_cannot_be_unset(places: Places) -> None:
    with pytest.raises(CommandError, match="ATES_CURRENCY is not set"):
        changing.by_command(places, {}, ["ATES_CURRENCY"])


def test_a_broker_of_ones_own_needs_no_administrators_address() -> None:
    users = ("auth", "tasks", "accounting", "analytics", "payments", "notifications", "web")
    urls = {f"ATES_{user.upper()}_AMQP_URL": f"amqp://{user}:x@mq.example/ates" for user in users}
    check_servers(Settings.of(urls))
    # As a company of 0.1.0 has it.
    check_servers(
        Settings.of(urls | {"ATES_OPERATOR_AMQP_URL": "amqp://operator:x@mq.example/ates"})
    )
