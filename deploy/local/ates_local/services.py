"""The table of services: what runs, with which factories, on which ports."""

from dataclasses import dataclass

from ates_local.places import Places


@dataclass(frozen=True)
class Service:
    name: str
    api: str
    worker: str | None
    has_database: bool

    @property
    def api_program(self) -> str:
        return f"{self.name}-api" if self.worker else self.name

    @property
    def worker_program(self) -> str:
        return f"{self.name}-worker"

    @property
    def migrations(self) -> str:
        return f"services/{self.name}/migrations"


def _with_events(name: str) -> Service:
    package = f"ates_{name}.main"
    return Service(name, api=f"{package}:api", worker=f"{package}:worker", has_database=True)


SERVICES = (
    _with_events("auth"),
    _with_events("tasks"),
    _with_events("accounting"),
    _with_events("analytics"),
    _with_events("payments"),
    _with_events("notifications"),
    Service("web", api="ates_web.main:api", worker=None, has_database=False),
)


def services_of(places: Places) -> list[Service]:
    return [
        service
        for service in SERVICES
        if (places.checkout / "services" / service.name / f"ates_{service.name}").is_dir()
    ]
