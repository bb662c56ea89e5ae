"""A migration of payments, to try on its own what it does to rows of before."""

import importlib.util
from pathlib import Path
from types import ModuleType


def migration(name: str) -> ModuleType:
    path = Path(__file__).parents[1] / f"migrations/versions/{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
