"""The services as programs of the supervisor."""

import sys
from collections.abc import Iterator
from pathlib import Path

from ates_local.environment import Environment
from ates_local.fingerprint import fingerprint
from ates_local.places import Places
from ates_local.programs import Program
from ates_local.services import Service

MAIL_PRIORITY = 90
WORKER_PRIORITY = 100
API_PRIORITY = 200
WEB_PRIORITY = 300


def loaded_by(service: Service, places: Places) -> str:
    """Everything that a process of the service has in memory once it runs."""
    own = places.checkout / "services" / service.name / f"ates_{service.name}"
    # The served scripts and styles of other people are those that this file names.
    modules = [places.web / "package-lock.json"] if service.name == "web" else []
    return fingerprint([own, places.checkout / "schemas", *modules, *every_python(places)])


def every_python(places: Places) -> list[Path]:
    return [places.checkout / "chassis" / "ates_chassis", places.checkout / "requirements.lock"]


def programs_of(service: Service, environment: Environment) -> Iterator[Program]:
    places = environment.places
    loaded = loaded_by(service, places)
    yield Program(
        service.api_program,
        [sys.executable, "-m", "ates_chassis.http.server", service.api],
        API_PRIORITY if service.worker else WEB_PRIORITY,
        environment.of_api(service),
        places.checkout,
        fingerprint=loaded,
    )
    if service.worker:
        yield Program(
            service.worker_program,
            [sys.executable, "-m", "ates_chassis.messaging.worker", service.worker],
            WORKER_PRIORITY,
            environment.of_worker(service),
            places.checkout,
            fingerprint=loaded,
        )


def mail_sink(environment: Environment) -> Program:
    places = environment.places
    own = places.checkout / "deploy" / "local" / "ates_local" / "mail_sink"
    return Program(
        "mail",
        [sys.executable, "-m", "ates_local.mail_sink"],
        MAIL_PRIORITY,
        environment.of_mail_sink(),
        places.checkout,
        fingerprint=fingerprint([own, *every_python(places)]),
    )
