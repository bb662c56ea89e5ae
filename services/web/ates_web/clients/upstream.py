"""One bounded exchange with a private service, and what can come of it."""

import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from json import dumps
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ates_chassis.observability.tracing import traceparent
from ates_web.clients.pool import (
    ConnectionPool,
    NoResponseError,
    ResponseTooLargeError,
    UpstreamResponse,
)

log = logging.getLogger(__name__)

_KEY_MAX = 200
Query = Sequence[tuple[str, str]]
M = TypeVar("M", bound=BaseModel)


class ServiceDownError(Exception):
    """A service did not answer in time, or answered with what nobody can use."""

    def __init__(self, service: str, *, timed_out: bool = False) -> None:
        super().__init__(f"{service} is not available")
        self.service = service
        self.timed_out = timed_out


class ProblemField(BaseModel):
    model_config = ConfigDict(frozen=True)

    field: str
    code: str = "refused"
    params: dict[str, str | int] = Field(default_factory=dict)


class Problem(BaseModel):
    """An RFC 9457 problem document as the services write it."""

    model_config = ConfigDict(frozen=True)

    status: int
    title: str = "The request failed"
    detail: str | None = None
    code: str = "refused"
    params: dict[str, str | int] = Field(default_factory=dict)
    instance: str | None = None
    errors: tuple[ProblemField, ...] = ()

    def renamed(self, fields: Mapping[str, str]) -> "Problem":
        """In the words of a form, some of whose `fields` are called otherwise than those of the service."""
        errors = tuple(
            each.model_copy(update={"field": fields.get(each.field, each.field)})
            for each in self.errors
        )
        return self.model_copy(update={"errors": errors})


class ServiceRefusedError(Exception):
    """A service said no, with its reason."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail or problem.title)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class UpstreamCaller:
    """On whose behalf a service is called."""

    token: str | None
    address: str | None
    browser: str | None = None

    def headers(self) -> dict[str, str]:
        # Always, also where it is not known: by it auth tells the gateway from programs inside.
        named = {"X-Client-Address": self.address or "unknown", "X-Client-Browser": self.browser}
        if self.token is not None:
            named["Authorization"] = f"Bearer {self.token}"
        return {name: value for name, value in named.items() if value}


class Upstream:
    """A private service behind the shared pool of connections."""

    def __init__(
        self,
        pool: ConnectionPool,
        *,
        name: str,
        base_url: str,
        answer_limit: int,
        timeout_s: float,
        slow_timeout_s: float,
    ) -> None:
        self.name = name
        self._pool = pool
        self._base_url = base_url
        self._answer_limit = answer_limit
        self._timeout_s = timeout_s
        self._slow_timeout_s = slow_timeout_s

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        query: Query = (),
        headers: Mapping[str, str],
        body: bytes = b"",
        slow: bool = False,
    ) -> UpstreamResponse:
        """Sends one request and reads its whole answer, up to the limit. Raises ServiceDownError."""
        suffix = f"?{urlencode(query)}" if query else ""
        try:
            return await self._pool.exchange(
                method,
                self._base_url + quote(path) + suffix,
                headers=_on_the_wire({"Accept-Encoding": "identity", **_traced(), **headers}),
                body=body,
                timeout_s=self._slow_timeout_s if slow else self._timeout_s,
                limit=self._answer_limit,
            )
        except NoResponseError as error:
            log.warning("service unavailable", extra={"upstream": self.name, "reason": str(error)})
            raise ServiceDownError(self.name, timed_out=error.timed_out) from error
        except ResponseTooLargeError as error:
            log.error("answer too large", extra={"upstream": self.name})  # noqa: TRY400 - says it all
            raise ServiceDownError(self.name) from error

    async def call(
        self,
        caller: UpstreamCaller,
        method: str,
        path: str,
        *,
        query: Query = (),
        json: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        csv: bytes | None = None,
        key: str | None = None,
        accept: str = "application/json",
        slow: bool = False,
    ) -> bytes:
        """The body of a successful answer; raises what else can happen."""
        content_type, body = _content(json=json, form=form, csv=csv)
        headers = {**caller.headers(), "Accept": accept, **content_type}
        if method == "POST":
            headers["Idempotency-Key"] = _sendable(key) or str(uuid.uuid4())
        answer = await self.exchange(
            method, path, query=query, headers=headers, body=body, slow=slow
        )
        if answer.status < 300:
            return answer.body
        if 400 <= answer.status < 500:
            raise ServiceRefusedError(_problem(answer))
        log.error("service failed", extra={"upstream": self.name, "status": answer.status})
        raise ServiceDownError(self.name)

    def read(self, model: type[M], body: bytes) -> M:
        """The body as a model; a body that is not understood counts as no answer."""
        try:
            return model.model_validate_json(body)
        except ValidationError as error:
            log.exception("answer not understood", extra={"upstream": self.name})
            raise ServiceDownError(self.name) from error


def _sendable(key: str | None) -> str | None:
    """A form's key for a header field, which has no line end and no letter beyond ASCII. Raises ServiceRefusedError."""
    if key and not (key.isascii() and key.isprintable() and len(key) <= _KEY_MAX):
        raise ServiceRefusedError(
            Problem(status=422, title="The input is not valid", code="invalid")
        )
    return key


def _on_the_wire(headers: Mapping[str, str]) -> dict[str, str]:
    """Header fields as text whose UTF-8 is the bytes that a caller sent; bytes that are no UTF-8 are spelled out."""
    return {
        name: value
        if value.isascii()
        else value.encode("latin-1").decode(errors="backslashreplace")
        for name, value in headers.items()
    }


def _traced() -> dict[str, str]:
    current = traceparent()
    return {} if current is None else {"traceparent": current}


def _content(
    *, json: Mapping[str, Any] | None, form: Mapping[str, str] | None, csv: bytes | None
) -> tuple[dict[str, str], bytes]:
    """The one content that is given, and its type."""
    if csv is not None:
        return {"Content-Type": "text/csv; charset=utf-8"}, csv
    if form is not None:
        return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(form).encode()
    if json is not None:
        return {"Content-Type": "application/json"}, dumps(json, ensure_ascii=False).encode()
    return {}, b""


def _problem(answer: UpstreamResponse) -> Problem:
    try:
        return Problem.model_validate_json(answer.body)
    except ValidationError:
        return Problem(status=answer.status)


def query(pairs: Iterable[tuple[str, object]]) -> list[tuple[str, str]]:
    """Query parameters without those that say nothing."""
    return [(name, str(value)) for name, value in pairs if value is not None and value != ""]
