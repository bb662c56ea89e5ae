"""The shape of every service, and proof that each rule can fail."""

from pathlib import Path

import pytest
from architecture.rules import (
    NINE,
    SPEAKS_TO_THE_OUTSIDE,
    WEB,
    clocks,
    commits,
    declarations,
    environment_reads,
    impure_imports,
    module_names,
    proxied_clients,
    sql,
    threads,
    unguarded_clients,
    writing_readers,
)

CHECKOUT = Path(__file__).resolve().parents[2]
SERVICES = {
    path.name.removeprefix("ates_"): path
    for path in sorted((CHECKOUT / "services").glob("*/ates_*"))
    if path.is_dir()
}
OWNERS = sorted(SERVICES.keys() - {"web"})


def sources(service: str, *names: str) -> dict[Path, str]:
    """The files of the named modules of a service, whether each is one file or a folder."""
    package = SERVICES[service]
    files = [
        file
        for name in names
        for file in [package / f"{name}.py", *(package / name).rglob("*.py")]
        if file.exists()
    ]
    return {file: file.read_text(encoding="utf-8") for file in files}


@pytest.mark.parametrize("service", OWNERS)
def test_a_service_has_only_the_nine_modules(service: str) -> None:
    assert module_names(SERVICES[service]) - {SPEAKS_TO_THE_OUTSIDE} <= NINE


def test_the_gateway_has_only_its_own_modules() -> None:
    assert module_names(SERVICES["web"]) - {"asyncapi", "openapi"} <= WEB


@pytest.mark.parametrize("service", OWNERS)
def test_a_domain_imports_nothing_but_the_standard_library_and_refusals(service: str) -> None:
    imports = {
        f: impure_imports(text, f"ates_{service}") for f, text in sources(service, "domain").items()
    }
    assert imports
    assert not any(imports.values()), imports


def test_the_product_declares_no_queue_and_no_exchange_not_even_passively() -> None:
    files = [
        file
        for room in ("chassis/ates_chassis", "services", "deploy/local/ates_local", "tools")
        for file in (CHECKOUT / room).rglob("*.py")
        if not {"tests", "node_modules"} & set(file.parts)
    ]
    violations = {file: declarations(file.read_text(encoding="utf-8")) for file in files}
    assert len(violations) > 100
    assert not any(violations.values()), {
        file: names for file, names in violations.items() if names
    }


@pytest.mark.parametrize("service", OWNERS)
def test_clock_and_chance_come_into_the_domain_and_the_use_cases_as_arguments(service: str) -> None:
    violations = {f: clocks(text) for f, text in sources(service, "domain", "use_cases").items()}
    assert not any(violations.values()), violations


@pytest.mark.parametrize("service", OWNERS)
def test_only_the_edge_ends_a_transaction(service: str) -> None:
    violations = {f: commits(text) for f, text in sources(service, *NINE).items()}
    assert not any(violations.values()), violations


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_only_settings_read_the_environment(service: str) -> None:
    readers = {
        f: environment_reads(text)
        for f, text in sources(service, *((NINE | WEB) - {"settings"})).items()
    }
    assert not any(readers.values()), readers


@pytest.mark.parametrize("service", OWNERS)
def test_nobody_outside_is_asked_within_a_transaction(service: str) -> None:
    offences = {f: unguarded_clients(text) for f, text in sources(service, *NINE).items()}
    assert not any(offences.values()), offences


@pytest.mark.parametrize("service", OWNERS)
def test_what_takes_a_session_for_reading_has_no_statement_that_writes(service: str) -> None:
    offences = {f: writing_readers(text) for f, text in sources(service, "storage").items()}
    assert not any(offences.values()), offences


@pytest.mark.parametrize("service", OWNERS)
def test_only_storage_has_sql(service: str) -> None:
    violations = {f: sql(text) for f, text in sources(service, *(NINE - {"storage"})).items()}
    assert not any(violations.values()), violations


def test_no_dependency_of_a_route_takes_a_thread() -> None:
    packages = [CHECKOUT / "chassis" / "ates_chassis", *SERVICES.values()]
    files = [file for package in packages for file in package.rglob("*.py")]
    violations = {file: threads(file.read_text(encoding="utf-8")) for file in files}
    assert not any(violations.values()), violations


def test_no_http_client_asks_the_environment_for_a_proxy() -> None:
    files = [
        file
        for room in ("chassis", "services", "deploy", "tests")
        for file in (CHECKOUT / room).rglob("*.py")
        if "node_modules" not in file.parts
    ]
    violations = {file: proxied_clients(file.read_text(encoding="utf-8")) for file in files}
    assert len(violations) > 300
    assert not any(violations.values()), {
        file: names for file, names in violations.items() if names
    }


def test_each_of_these_rules_fails_on_a_planted_violation(tmp_path: Path) -> None:
    (tmp_path / "helpers.py").touch()
    assert not module_names(tmp_path) <= NINE
    assert impure_imports("import pydantic", "ates_tasks")
    assert impure_imports("from ates_chassis.database.engine import Transaction", "ates_tasks")
    assert not impure_imports(
        "from ates_chassis.shared.errors import RefusedError\nimport csv", "ates_tasks"
    )
    assert clocks("def f():\n    return datetime.now(UTC)")
    assert declarations("async def f(c):\n    await c.queue_declare('q', passive=True)")
    assert commits("async def f(tx):\n    await tx.commit()")
    assert environment_reads("import os\nx = os.environ['X']")
    assert sql("from sqlalchemy import text")
    keep = '_KEEP = text("""\nINSERT INTO days (day)\n""")\nasync def f(tx: {}): await tx.execute(_KEEP)'
    assert writing_readers(keep.format("ReadSession"))
    assert not writing_readers(keep.format("Transaction"))
    assert unguarded_clients("client = httpx.AsyncClient(timeout=1)")
    assert not unguarded_clients("check_no_transaction()\nclient = httpx.AsyncClient(timeout=1)")
    assert threads("def _db(request): ...\nDb = Annotated[Database, Depends(_db)]")
    assert threads("def may():\n    def f(who: Annotated[Caller, Depends(_caller)]): ...")
    assert not threads("async def _db(request): ...\nDb = Annotated[Database, Depends(_db)]")
    for client in (
        "httpx.AsyncClient()",
        "ClientSession(trust_env=True)",
        "httpx.get('/')",
        "urlopen('/')",
    ):
        assert proxied_clients(client)
    assert not proxied_clients("httpx.AsyncClient(timeout=1, trust_env=False)")
