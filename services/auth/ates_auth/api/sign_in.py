"""Routes for tokens: the OAuth 2 token endpoint, sign-out, a new password, and the public keys."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from pydantic import BaseModel, ConfigDict, Field

from ates_auth.api.inputs import (
    ClientAddress,
    ClientBrowser,
    Configured,
    Rules,
    Secrets,
    SignedIn,
    ThroughGateway,
)
from ates_auth.api.token_errors import OAUTH_REFUSALS, TokenRoute
from ates_auth.domain import (
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    UnauthorizedClientError,
    UnsupportedGrantError,
)
from ates_auth.settings import Settings
from ates_auth.use_cases import keys, passwords, programs, renewal, sign_in
from ates_auth.use_cases.tokens import Tokens
from ates_chassis.http.app import Db
from ates_chassis.shared.reasons import Reason
from ates_chassis.shared.text.fields import NewPassword, Obeys, TypedPassword
from ates_chassis.shared.text.rules import EMAIL_MAX, search, unchanged

router = APIRouter(tags=["sign-in"])
token_router = APIRouter(tags=["sign-in"], route_class=TokenRoute, responses=OAUTH_REFUSALS)

_KEYS_MAX_AGE_S = 300
_SECRET_MAX = 200

Text = Annotated[str, Obeys(unchanged(_SECRET_MAX))]
Name = Annotated[str, Obeys(search(EMAIL_MAX))]


class TokenForm(BaseModel):
    """The form of RFC 6749; parameters that are not known are ignored, as it demands."""

    grant_type: Annotated[Text, Field(examples=["password"])]
    username: Name | None = Field(default=None, description="login or e-mail address")
    password: TypedPassword | None = None
    refresh_token: Text | None = None
    client_id: Text | None = None
    client_secret: Text | None = None


class RevokeForm(BaseModel):
    """The form of RFC 7009."""

    token: Text


class TokenAnswer(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int
    refresh_token: str | None = None


class PasswordChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    old_password: TypedPassword
    new_password: Annotated[NewPassword, Field(examples=["correct horse"])]


class Key(BaseModel):
    kty: str
    crv: str
    use: str
    alg: str
    kid: str
    x: str


class KeysAnswer(BaseModel):
    keys: list[Key]


def _given(value: str | None, field: str) -> str:
    if not value:
        raise InvalidRequestError(Reason.of("missing"), field=field)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What every answer with tokens needs: where the client is, and what signs."""

    db: Db
    key_cipher: Secrets
    policy: Rules
    address: ClientAddress
    browser: ClientBrowser


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest(Client):
    """What each of the grants needs to be answered."""

    form: Annotated[TokenForm, Form()]
    through_gateway: ThroughGateway


@token_router.post("/auth/token", response_model=TokenAnswer, response_model_exclude_none=True)
async def auth_user(
    request: Annotated[TokenRequest, Depends()], settings: Configured, response: Response
) -> Tokens:
    """Sign in with `password` or `refresh_token`, which is good once; `client_credentials` are for the company's own
    programs, not through the gateway.
    """
    response.headers["Cache-Control"] = "no-store"
    match request.form.grant_type:
        case "password":
            return await _with_password(request)
        case "refresh_token":
            return await _with_refresh_token(request)
        case "client_credentials":
            return await _with_client_secret(request, settings)
        case _:
            raise UnsupportedGrantError(Reason.of("unknown-grant"), field="grant_type")


async def _with_password(request: TokenRequest) -> Tokens:
    name = _given(request.form.username, "username")
    password = _given(request.form.password, "password")
    async with request.db.transaction() as tx:
        candidate = await sign_in.begin_sign_in(
            tx, name=name, address=request.address, policy=request.policy
        )
    verdict = await passwords.check_password(password, candidate.stored, suspect=candidate.suspect)
    async with request.db.transaction() as tx:
        return await sign_in.finish_sign_in(
            tx,
            candidate=candidate,
            verdict=verdict,
            browser=request.browser,
            address=request.address,
            key_cipher=request.key_cipher,
            policy=request.policy,
        )


async def _with_refresh_token(request: TokenRequest) -> Tokens:
    token = _given(request.form.refresh_token, "refresh_token")
    async with request.db.transaction() as tx:
        tokens = await renewal.refresh_session(
            tx,
            refresh_token=token,
            address=request.address,
            key_cipher=request.key_cipher,
            policy=request.policy,
        )
    # After the commit: a session that just ended because its token was reused must stay ended.
    if tokens is None:
        raise InvalidGrantError("the refresh token is not good, or not any more")
    return tokens


async def _with_client_secret(request: TokenRequest, settings: Settings) -> Tokens:
    if request.through_gateway:
        raise UnauthorizedClientError(
            "programs do not sign in through the gateway", field="grant_type"
        )
    client_id = _given(request.form.client_id, "client_id")
    client_secret = _given(request.form.client_secret, "client_secret")
    expected = settings.client_secret(client_id)
    # The right secret is never counted, so that nobody can use up the attempts of a program.
    if not programs.is_right_secret(client_secret, expected):
        async with request.db.transaction() as tx:
            await programs.count_wrong_secret(
                tx, client_id=client_id, address=request.address, policy=request.policy
            )
        raise InvalidClientError("client or secret is wrong")
    async with request.db.transaction() as tx:
        return await programs.sign_in(
            tx, client_id=client_id, key_cipher=request.key_cipher, policy=request.policy
        )


@router.post("/auth/revoke", status_code=204)
async def sign_out(form: Annotated[RevokeForm, Form()], db: Db) -> None:
    """End the session of a refresh token. An unknown token is answered alike."""
    async with db.transaction() as tx:
        await sign_in.sign_out(tx, refresh_token=form.token)


@router.post("/users/me/password", response_model=TokenAnswer, response_model_exclude_none=True)
async def change_password(
    body: PasswordChange,
    caller: SignedIn,
    client: Annotated[Client, Depends()],
    response: Response,
) -> Tokens:
    """Set a new password. It ends all sessions of the user, this one too; the answer has the tokens of a new one."""
    response.headers["Cache-Control"] = "no-store"
    async with client.db.transaction() as tx:
        candidate = await sign_in.begin_password_change(
            tx,
            user_id=caller.id,
            session_id=caller.session_id,
            address=client.address,
            policy=client.policy,
        )
    verdict = await passwords.check_password(body.old_password, candidate.stored)
    new_hash = await passwords.hash_password(body.new_password)
    async with client.db.transaction() as tx:
        return await sign_in.change_password(
            tx,
            candidate=candidate,
            verdict=verdict,
            new_hash=new_hash,
            browser=client.browser,
            address=client.address,
            key_cipher=client.key_cipher,
            policy=client.policy,
        )


@router.get("/.well-known/jwks.json")
async def show_keys(response: Response, db: Db, key_cipher: Secrets, policy: Rules) -> KeysAnswer:
    """The public keys that verify access tokens. For services; the gateway does not forward it."""
    async with db.transaction() as tx:
        published = await keys.show_keys(tx, key_cipher=key_cipher, policy=policy)
    response.headers["Cache-Control"] = f"public, max-age={_KEYS_MAX_AGE_S}"
    return KeysAnswer.model_validate({"keys": published})
