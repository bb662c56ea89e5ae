"""The services as programs of the supervisor."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from ates_embedded.environment import Environment
from ates_embedded.places import Places
from ates_embedded.programs import Program
from ates_embedded.services import Service

MAIL_PRIORITY = 90
WORKER_PRIORITY = 100
API_PRIORITY = 200
WEB_PRIORITY = 300
CODE_SUFFIXES = {".py", ".html", ".json"}


def code_stamp(folders: list[Path]) -> str:
    """Changes with the code, so that the next `up` restarts what runs the old one."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix in CODE_SUFFIXES and file.is_file():
                digest.update(f"{file}:{file.stat().st_mtime_ns}".encode())
    return digest.hexdigest()[:12]


def stamp_of(service: Service, places: Places) -> str:
    own = places.checkout / "services" / service.name / f"ates_{service.name}"
    shared = [places.checkout / "chassis" / "ates_chassis", places.checkout / "schemas"]
    return code_stamp([own, *shared])


def programs_of(service: Service, environment: Environment) -> Iterator[Program]:
    places = environment.places
    stamp = {"ATES_CODE_STAMP": stamp_of(service, places)}
    yield Program(
        service.api_program,
        [sys.executable, "-m", "ates_chassis.serve", service.api],
        API_PRIORITY if service.worker else WEB_PRIORITY,
        {**environment.of_api(service), **stamp},
        places.checkout,
    )
    if service.worker:
        yield Program(
            service.worker_program,
            [sys.executable, "-m", "ates_chassis.worker", service.worker],
            WORKER_PRIORITY,
            {**environment.of_worker(service), **stamp},
            places.checkout,
        )


def mail_sink(environment: Environment) -> Program:
    places = environment.places
    code = code_stamp([places.checkout / "deploy" / "embedded" / "ates_embedded" / "mail_sink"])
    return Program(
        "mail",
        [sys.executable, "-m", "ates_embedded.mail_sink"],
        MAIL_PRIORITY,
        {**environment.of_mail_sink(), "ATES_CODE_STAMP": code},
        places.checkout,
    )
