"""Rules of docs/architecture.md that an import linter cannot see, each as a function from source to offences."""

import ast
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ates_chassis.database.sessions import writes

NINE = frozenset(
    {"domain", "events", "storage", "use_cases", "api", "consumers", "jobs", "settings", "main"}
)
SPEAKS_TO_THE_OUTSIDE = "adapters"
LAYERS = ("api", "consumers", "jobs", "use_cases", "domain", "storage")
# Parts of a capability that are large enough for a module, and what all capabilities of a layer share.
DETAILS: Mapping[str, set[str]] = {
    "accounting": {"books", "inputs", "tables", "days", "payouts", "return_reasons"},
    "auth": {"inputs", "key_cipher", "tables", "timestamps", "token_errors"},
    "tasks": {"inputs", "tables"},
    "notifications": {
        "channels", "contacts", "deliveries", "email_templates", "email_texts", "erasure", "inputs", "links", "networks",
        "payouts", "secret_box", "tables", "titles",
    },
    "payments": {
        "bank_days", "bank_file_batches", "email_templates", "erasure", "leases", "pain001",
        "payout_ids", "recipients", "register", "simulated", "tables", "unfiled",
    },
}  # fmt: skip
WEB = frozenset(
    {"main", "settings", "clients", "gateway", "live", "locales", "pages", "templates", "static"}
)
SERVICES = frozenset(
    f"ates_{name}"
    for name in ("auth", "tasks", "accounting", "analytics", "payments", "notifications", "web")
)
FOR_TESTS = ("ates_chassis.testing.", "pytest.", "hypothesis.", "support.", "e2e.", "texts.")
DOMAIN_MAY_IMPORT = sys.stdlib_module_names | {"ates_chassis.shared.errors"}
NO_CLOCK = frozenset(
    {"datetime.now", "datetime.utcnow", "date.today", "time.time", "random.random"}
)
CLIENTS = frozenset({"httpx.Client", "requests.Session", "requests.session", "websockets.connect"})
ONE_OFF_REQUESTS = frozenset(
    f"{library}.{method}"
    for library in ("httpx", "requests", "aiohttp")
    for method in ("get", "post", "put", "patch", "delete", "head", "request", "stream")
)

_WORDS_OF_CLIENTS = frozenset(
    {"urlopen", "build_opener", "AsyncClient", "ClientSession"}
    | {name.rpartition(".")[0] for name in CLIENTS | ONE_OFF_REQUESTS}
)


def module_names(package: Path) -> set[str]:
    """The modules and folders of a service's package, without what every Python package that is a program has."""
    names = {path.stem if path.suffix else path.name for path in package.iterdir()}
    return names - {"__init__", "__main__", "__pycache__", "py"}


def capabilities(package: Path) -> set[str]:
    """What a service does: the modules of its use cases."""
    return _modules(package / "use_cases") - DETAILS[package.name.removeprefix("ates_")]


def other_names(package: Path) -> set[str]:
    """Modules of a service's layers that are named neither by a capability nor by a detail."""
    known = capabilities(package) | DETAILS[package.name.removeprefix("ates_")]
    return {
        f"{layer}/{name}"
        for layer in LAYERS
        for name in _modules(package / layer)
        if name not in known
    }


def _modules(layer: Path) -> set[str]:
    return {path.stem for path in layer.glob("*.py")} - {"__init__"}


def strangers_of_tests(place: str, source: str) -> list[str]:
    """What a test at `place` imports that it must not: a service that is not the one it tests, or another test."""
    parts = place.split("/")
    own = f"ates_{parts[1]}" if parts[0] == "services" else ""
    alone = parts[0] in {"chassis", "services"}
    return [
        name
        for name in imports(source)
        if name.startswith(("test_", "conftest."))
        or ".test_" in name
        or (alone and name.partition(".")[0] in SERVICES - {own})
    ]


def made_for_tests(source: str) -> list[str]:
    """What the product imports that is there for tests alone."""
    return [name for name in imports(source) if name.startswith(FOR_TESTS)]


@cache  # several rules ask for those of the same files
def imports(source: str) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def impure_imports(source: str, package: str) -> list[str]:
    """What a domain module imports beyond the standard library, the chassis' errors, reasons, currencies, periods and rules for text, and itself."""
    own = f"{package}.domain"
    return [
        name
        for name in imports(source)
        if name.partition(".")[0] not in DOMAIN_MAY_IMPORT
        and not name.startswith(
            (
                "ates_chassis.shared.currencies.",
                "ates_chassis.shared.errors.",
                "ates_chassis.shared.period.",
                "ates_chassis.shared.reasons.",
                "ates_chassis.shared.text.rules.",
                own,
            )
        )
    ]


@cache
def calls(source: str) -> list[str]:
    nodes = ast.walk(ast.parse(source))
    return [ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)]


def commits(source: str) -> list[str]:
    """Calls that end a transaction, which only the edge's `async with` may."""
    return [name for name in calls(source) if name.endswith((".commit", ".rollback"))]


def declarations(source: str) -> list[str]:
    """Declarations of queues and exchanges, for which services have no right; newer RabbitMQs refuse passive ones too."""
    named = ("queue_declare", "exchange_declare", "declare_queue", "declare_exchange")
    return [name for name in calls(source) if name.rpartition(".")[2] in named]


def proxied_clients(source: str) -> list[str]:
    """HTTP clients that would ask the environment for a proxy: our servers are on loopback or in the company's own network."""
    if not any(word in source for word in _WORDS_OF_CLIENTS):  # a tree takes ten times as long
        return []
    return [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and _asks_for_a_proxy(node)
    ]


def _asks_for_a_proxy(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    if name in ONE_OFF_REQUESTS or name.rpartition(".")[2] in {"urlopen", "build_opener"}:
        return True
    arguments = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    is_client = name.rpartition(".")[2] in {"AsyncClient", "ClientSession"} or name in CLIENTS
    return is_client and arguments.get("trust_env") != "False" and "transport" not in arguments


def unguarded_clients(source: str) -> list[str]:
    """HTTP clients made where nothing looks whether a transaction is open, which the other side could hold up for long."""
    made = [
        name for name in calls(source) if name in {"httpx.AsyncClient", "ClientSession", "SMTP"}
    ]
    return [] if "check_no_transaction" in calls(source) else made


def writing_readers(source: str) -> list[str]:
    """Functions that take a session for reading, and name a statement of their module that writes."""
    tree = ast.parse(source)
    writing = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and any(map(writes, _strings(node.value)))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.AsyncFunctionDef)
        and "ReadSession" in ast.unparse(node.args)
        and writing & {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    ]


def _strings(node: ast.expr) -> list[str]:
    constants = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
    return [value for value in constants if isinstance(value, str)]


def clocks(source: str) -> list[str]:
    """Calls that read a clock or draw by chance where both must come in as arguments."""
    return [name for name in calls(source) if name in NO_CLOCK]


def environment_reads(source: str) -> list[str]:
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
    ]


def sql(source: str) -> list[str]:
    """SQLAlchemy in a module that is not storage."""
    return [name for name in imports(source) if name.partition(".")[0] in {"sqlalchemy", "asyncpg"}]


def threads(source: str) -> list[str]:
    """Plain functions as dependencies of routes: FastAPI runs each in a thread, which costs more than they do."""
    if "Depends" not in source:  # a tree takes ten times as long
        return []
    nodes = list(ast.walk(ast.parse(source)))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    named = {
        ast.unparse(argument)
        for node in nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Depends"
        for argument in node.args
    }
    return [
        node.name
        for node in functions
        if node.name in named or "Depends(" in ast.unparse(node.args)
    ]
