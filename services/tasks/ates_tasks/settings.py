"""The settings of the tasks service."""

from ates_chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    import_limit_bytes: int = 5_000_000
