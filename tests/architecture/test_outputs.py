"""What a service answers is not held to the bounds of what it takes in: a sum may grow past any input."""

import importlib
import inspect
from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel, EmailStr, Field, StringConstraints

from ates_web.clients import models as web_models

SERVICES = ("auth", "tasks", "accounting", "analytics", "payments", "notifications")
CONSTRAINING_TYPES = frozenset({EmailStr})


def routes(router: Any) -> Iterator[APIRoute]:
    """All routes of a router and of those that it includes."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        elif (included := getattr(route, "original_router", None)) is not None:
            yield from routes(included)


def constraints(annotation: Any, where: str, seen: set[type] | None = None) -> Iterator[str]:
    """Every bound, pattern or validator in a type and in what it is made of."""
    seen = set() if seen is None else seen
    if annotation in CONSTRAINING_TYPES:
        yield f"{where}: {annotation.__name__}"
    if get_origin(annotation) is Annotated:
        yield from (f"{where}: {each!r}" for each in annotation.__metadata__ if _binds(each))
    for part in get_args(annotation):
        if not isinstance(part, (str, int)) and part is not None:
            yield from constraints(part, where, seen)
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel) and annotation not in seen:
        seen.add(annotation)
        yield from _constraints_of(annotation, seen)


def _constraints_of(model: type[BaseModel], seen: set[type]) -> Iterator[str]:
    if model.model_config.get("extra") == "forbid" or model.model_config.get("strict"):
        yield f"{model.__name__}: a model of an input"
    if (
        model.__pydantic_decorators__.field_validators
        or model.__pydantic_decorators__.model_validators
    ):
        yield f"{model.__name__}: validators"
    for name, field in model.model_fields.items():
        where = f"{model.__name__}.{name}"
        yield from (f"{where}: {each!r}" for each in field.metadata if _binds(each))
        yield from constraints(field.annotation, where, seen)


def _binds(metadata: object) -> bool:
    """Whatever Pydantic takes for a rule; a text beside a type is none."""
    return not isinstance(metadata, str)


class _Bounded(BaseModel):
    line: Annotated[str, StringConstraints(max_length=3)] | None = None
    amount: int = Field(default=0, le=10)
    free: int = Field(default=0, description="any", examples=[1])


class _Outer(BaseModel):
    items: list[_Bounded]


def test_bounds_are_found_wherever_they_are() -> None:
    bounded = {each.partition(":")[0] for each in constraints(list[_Outer], "answer")}
    assert bounded == {"_Bounded.line", "_Bounded.amount"}


@pytest.mark.parametrize("service", SERVICES)
def test_answers_of_services_have_models_without_bounds(service: str) -> None:
    models = list(routes(importlib.import_module(f"ates_{service}.api").router))
    assert len(models) > 3
    offences = {
        each
        for route in models
        if route.response_model is not None
        for each in constraints(route.response_model, route.path)
    }
    assert offences == set()


def test_web_reads_answers_without_bounds() -> None:
    read = [
        model
        for _, model in inspect.getmembers(web_models, inspect.isclass)
        if issubclass(model, BaseModel)
    ]
    assert len(read) > 20
    assert [each for model in read for each in constraints(model, model.__name__)] == []
