"""One bounded exchange with a private service, and what can come of it."""

import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from ates_chassis.tracing import traceparent

log = logging.getLogger(__name__)

Query = Sequence[tuple[str, str]]
M = TypeVar("M", bound=BaseModel)


class ServiceDown(Exception):  # noqa: N818 - the name of a state that pages show
    """A service did not answer in time, or answered with what nobody can use."""

    def __init__(self, service: str, *, timed_out: bool = False) -> None:
        super().__init__(f"{service} is not available")
        self.service = service
        self.timed_out = timed_out


class FieldError(BaseModel):
    model_config = ConfigDict(frozen=True)

    field: str
    reason: str


class Problem(BaseModel):
    """An RFC 9457 problem document as the services write it."""

    model_config = ConfigDict(frozen=True)

    status: int
    title: str = "The request failed"
    detail: str | None = None
    code: str = "unknown"
    instance: str | None = None
    errors: tuple[FieldError, ...] = ()


class Rejected(Exception):  # noqa: N818 - an answer of a service, not an error of the program
    """A service said no, with its reason."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail or problem.title)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a service is called."""

    token: str | None
    address: str | None
    browser: str | None = None

    def headers(self) -> dict[str, str]:
        named = {"X-Client-Address": self.address, "X-Client-Browser": self.browser}
        if self.token is not None:
            named["Authorization"] = f"Bearer {self.token}"
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: httpx.Headers
    body: bytes


class Upstream:
    """A private service behind the shared pool of connections."""

    def __init__(
        self,
        pool: httpx.AsyncClient,
        *,
        name: str,
        base_url: str,
        answer_limit: int,
        slow: httpx.Timeout,
    ) -> None:
        self.name = name
        self._pool = pool
        self._base_url = base_url
        self._answer_limit = answer_limit
        self._slow = slow

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        query: Query = (),
        headers: Mapping[str, str],
        body: bytes = b"",
        slow: bool = False,
    ) -> Answer:
        """Sends one request and reads its whole answer, up to the limit."""
        request = self._pool.build_request(
            method,
            self._base_url + path,
            params=list(query) or None,
            headers=_on_the_wire({"Accept-Encoding": "identity", **_traced(), **headers}),
            content=body or None,
            timeout=self._slow if slow else httpx.USE_CLIENT_DEFAULT,
        )
        try:
            return await self._send(request)
        except httpx.RemoteProtocolError as stale:
            # The service closed an idle connection just as it was taken; reading again is safe.
            if method != "GET":
                raise self._down(stale) from stale
        except httpx.TransportError as error:
            raise self._down(error) from error
        try:
            return await self._send(request)
        except httpx.TransportError as error:
            raise self._down(error) from error

    async def _send(self, request: httpx.Request) -> Answer:
        answer = await self._pool.send(request, stream=True)
        try:
            body = bytearray()
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > self._answer_limit:
                    log.error("answer too large", extra={"upstream": self.name})
                    raise ServiceDown(self.name)
        finally:
            await answer.aclose()
        return Answer(answer.status_code, answer.headers, bytes(body))

    def _down(self, error: httpx.TransportError) -> ServiceDown:
        log.warning("service unavailable", extra={"upstream": self.name, "reason": repr(error)})
        return ServiceDown(self.name, timed_out=isinstance(error, httpx.TimeoutException))

    async def call(
        self,
        caller: Caller,
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
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        answer = await self.exchange(
            method, path, query=query, headers=headers, body=body, slow=slow
        )
        if answer.status < 300:
            return answer.body
        if 400 <= answer.status < 500:
            raise Rejected(_problem(answer))
        log.error("service failed", extra={"upstream": self.name, "status": answer.status})
        raise ServiceDown(self.name)

    def read(self, model: type[M], body: bytes) -> M:
        """The body as a model; a body that is not understood counts as no answer."""
        try:
            return model.model_validate_json(body)
        except ValidationError as error:
            log.exception("answer not understood", extra={"upstream": self.name})
            raise ServiceDown(self.name) from error


def _on_the_wire(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Header fields with the bytes that a caller sent, which need not be ASCII."""
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]


def _traced() -> dict[str, str]:
    current = traceparent()
    return {} if current is None else {"traceparent": current}


def _content(
    *, json: Mapping[str, Any] | None, form: Mapping[str, str] | None, csv: bytes | None
) -> tuple[dict[str, str], bytes]:
    """What httpx makes of the one content that is given."""
    if csv is not None:
        return {"Content-Type": "text/csv; charset=utf-8"}, csv
    if json is None and form is None:
        return {}, b""
    built = httpx.Request("POST", "http://web/", json=json, data=form)
    return {"Content-Type": built.headers["Content-Type"]}, built.read()


def _problem(answer: Answer) -> Problem:
    try:
        return Problem.model_validate_json(answer.body)
    except ValidationError:
        return Problem(status=answer.status)


def query(pairs: Iterable[tuple[str, object]]) -> list[tuple[str, str]]:
    """Query parameters without those that say nothing."""
    return [(name, str(value)) for name, value in pairs if value is not None and value != ""]
