"""Holds the answers that tests get to the OpenAPI document of the app that gave them."""

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
from jsonschema_rs import ValidationError, Validator, validator_for

_PARAMETER = re.compile(r"\{[^}]+\}")
_EMPTY = frozenset({204, 304})

Schema = Mapping[str, Any]


class DocumentedAnswers:
    """A hook for httpx. What the document does not have at all (health, metrics, keys) is not looked at."""

    def __init__(self, document: Schema) -> None:
        self._components = document.get("components", {})
        # `/tasks/all` goes before `/tasks/{task_id}`.
        paths = sorted(document["paths"].items(), key=lambda each: each[0].count("{"))
        self._paths = [(_pattern(path), item) for path, item in paths]
        self._validators: dict[str, Validator] = {}

    async def __call__(self, response: httpx.Response) -> None:
        """Raises AssertionError for a status, a media type or a body that is not in the document."""
        await response.aread()
        operation = self._operation(response.request)
        if operation is not None:
            self._check(operation, response)

    def _operation(self, request: httpx.Request) -> Schema | None:
        for pattern, item in self._paths:
            if pattern.fullmatch(request.url.path):
                operation: Schema | None = item.get(request.method.lower())
                return operation
        return None

    def _check(self, operation: Schema, response: httpx.Response) -> None:
        status = response.status_code
        where = f"{response.request.method} {response.request.url.path} answered {status}"
        answers = operation["responses"]
        answer = answers.get(str(status), answers.get(f"{status // 100}XX"))
        assert answer is not None, f"{where}, which is not documented"
        content = answer.get("content", {})
        if status in _EMPTY or not content:
            assert not response.content, f"{where} with a body, which is not documented"
            return
        media = response.headers.get("content-type", "").partition(";")[0]
        assert media in content, f"{where} with {media!r}, which is not documented"
        if media.endswith("json") and (schema := content[media].get("schema")):
            self._check_body(where, schema, response)

    def _check_body(self, where: str, schema: Schema, response: httpx.Response) -> None:
        try:
            self._validator(schema).validate(response.json())
        except ValidationError as error:
            raise AssertionError(f"{where} with what is not documented: {error}") from error

    def _validator(self, schema: Schema) -> Validator:
        """Made once for each schema, which costs more than all of its uses."""
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            self._validators[key] = validator_for({**schema, "components": self._components})
        return self._validators[key]


def _pattern(path: str) -> re.Pattern[str]:
    fixed = (re.escape(part) for part in _PARAMETER.split(path))
    return re.compile("[^/]+".join(fixed))
