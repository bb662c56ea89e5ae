"""A small company behind web: its people, tasks and transfers, in memory. `company_*.py` serve them.

The services are outside of web, so this stands in for them; `Company.down` takes single ones away.
"""

import base64
import json
import random
import re
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

PASSWORD = "ates-demo"
PEOPLE = [
    ("admin", "Ada Sorensen", "administrator"),
    ("manager", "Mara Okafor", "manager"),
    ("boss", "Bo Lindqvist", "boss"),
    ("accountant", "Ines Carvalho", "accountant"),
    ("dev1", "Tomás Herrera", "developer"),
    ("dev2", "Yuki Tanaka", "developer"),
    ("dev3", "Priya Raman", "developer"),
    ("dev4", "Oleksandr Шевченко", "developer"),
    ("dev5", "Lena <b>Fischer</b>", "developer"),
]
TITLES = [
    "Describe the happy path of the checkout",
    "Feed the office parrot",
    "Fix the flaky test in the payout register",
    "Write release notes for the autumn version",
    "<script>alert('title')</script> & \"quotes\"",
    "Upgrade PostgreSQL to the current minor version on the staging servers",
    "Reply to the auditor about the third quarter",
    "Remove the second copy of the price list",
    "Draw the new onboarding",
    "Find out why the nightly export takes two hours",
]
DAY = datetime.now(UTC).date()


def money(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "USD"}


def token_for(user: dict[str, Any], *, ends_in_s: float = 600, session: str | None = None) -> str:
    claims = {
        "sub": user["id"],
        "sid": session or str(uuid.uuid4()),
        "role": user["role"],
        "exp": time.time() + ends_in_s,
        "n": random.random(),
    }
    parts = [{"alg": "EdDSA", "typ": "at+jwt"}, claims]
    packed = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
    ]
    return ".".join([*packed, "sig"])


def _entry(number: int, kind: str, actor_id: str, at: datetime, **more: str) -> dict[str, Any]:
    """A line of a task's log."""
    entry = {"id": number, "kind": kind, "actor_id": actor_id, "occurred_at": at.isoformat()}
    return entry | {"description": "", "assignee_id": None} | more


@dataclass
class NotificationsDouble:
    """What the company's notifications have."""

    notices: list[dict[str, Any]] = field(default_factory=list)
    """Of everybody, newest first, each with the `user_id` of its person."""
    preferences: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What people prefer to be told by mail, by their ids."""
    ended: list[str | None] = field(default_factory=list)
    """What was ended by links of mails, by its kind."""
    webhooks: list[dict[str, Any]] = field(default_factory=list)
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    """Of the first webhook, newest first."""


class CompanyDouble:
    def __init__(self, *, tasks: int = 70) -> None:
        self.down: set[str] = set()
        self.slow: set[str] = set()
        self.many = False
        """Whether there are more tasks than are counted."""
        self.seen: list[httpx.Request] = []
        self.refreshed = 0
        self.refresh_tokens: dict[str, dict[str, Any]] = {}
        self.sessions: dict[str, str] = {}
        """The session of each refresh token there ever was."""
        self.ended: set[str] = set()
        self.keys: dict[str, Any] = {}
        self.users: list[dict[str, Any]] = [
            {
                "id": str(uuid.UUID(int=at + 1)),
                "login": login,
                "email": f"{login}@example.com",
                "full_name": name,
                "role": role,
                "active": True,
                "created_at": datetime.now(UTC).isoformat(),
            }
            for at, (login, name, role) in enumerate(PEOPLE)
        ]
        self.tasks: list[dict[str, Any]] = []
        self.log: dict[str, list[dict[str, Any]]] = {}
        self.transfers: list[dict[str, Any]] = []
        self.payouts: list[dict[str, Any]] = []
        self.filed: dict[str, Any] = {"state": "made"}
        """What became of the one bank file."""
        self.pending: list[dict[str, Any]] = []
        """Corrections that wait or waited for a second person, newest first."""
        self.notifications = NotificationsDouble()
        draw = random.Random(7)
        for at in range(tasks):
            self.file(draw, at)
        self.transfers.sort(key=lambda transfer: transfer["posted_at"], reverse=True)
        self.tasks.sort(key=lambda task: task["created_at"], reverse=True)

    def user(self, login: str) -> dict[str, Any]:
        return next(user for user in self.users if user["login"] == login)

    def file(self, draw: random.Random, at: int) -> None:
        assignee = draw.choice(
            [user for user in self.users if user["role"] in {"boss", "accountant", "developer"}]
        )
        created = datetime.now(UTC) - timedelta(hours=5 * at + draw.random() * 3)
        done = draw.random() < 0.45
        task: dict[str, Any] = {
            "id": str(uuid.UUID(int=1000 + at)),
            "title": TITLES[at % len(TITLES)],
            "description": "As agreed.\n\nTwo lines, <i>escaped</i>." if at % 3 == 0 else None,
            "jira_key": f"ATES-{100 + at}" if at % 2 else None,
            "status": "done" if done else "open",
            "author_id": self.user("manager")["id"],
            "assignee_id": assignee["id"],
            "assigned_count": 1 + at % 3,
            "created_at": created.isoformat(),
            "completed_at": (created + timedelta(hours=1)).isoformat() if done else None,
        }
        self.tasks.append(task)
        self.log[task["id"]] = [
            _entry(1, "create", task["author_id"], created, description="filed"),
            _entry(2, "assign", task["author_id"], created, assignee_id=assignee["id"]),
        ]
        self.post(task, assignee, "fee", -draw.randint(1000, 2000), created)
        if done:
            completed = created + timedelta(hours=1)
            self.log[task["id"]].append(_entry(3, "complete", assignee["id"], completed))
            self.post(
                task, assignee, "reward", draw.randint(2000, 4000), created + timedelta(hours=1)
            )

    def post(
        self,
        task: dict[str, Any] | None,
        user: dict[str, Any],
        kind: str,
        delta: int,
        at: datetime,
        why: str = "",
    ) -> dict[str, Any]:
        before = sum(
            each["delta"]["amount"] for each in self.transfers if each["user_id"] == user["id"]
        )
        transfer = {
            "id": str(uuid.uuid4()),
            "posted_at": at.isoformat(),
            "occurred_at": at.isoformat(),
            "business_day": at.date().isoformat(),
            "kind": kind,
            "user_id": user["id"],
            "delta": money(delta),
            "balance_after": money(before + delta),
            "task": task
            and {"id": task["id"], "title": task["title"], "jira_key": task["jira_key"]},
            "description": why,
            "posted_by": None,
            "approved_by": None,
            "reverses": None,
            "reversed_by": None,
        }
        self.transfers.append(transfer)
        return transfer

    def tokens(
        self, user: dict[str, Any], *, ends_in_s: float = 600, session: str | None = None
    ) -> dict[str, Any]:
        refresh, session = uuid.uuid4().hex, session or str(uuid.uuid4())
        self.refresh_tokens[refresh] = user
        self.sessions[refresh] = session
        return {
            "access_token": token_for(user, ends_in_s=ends_in_s, session=session),
            "token_type": "Bearer",
            "expires_in": 600,
            "refresh_token": refresh,
        }

    def end_session(self, refresh: str) -> None:
        """Ends the session of a refresh token, whichever of the session's it is."""
        ended = self.sessions.get(refresh)
        if ended is not None:
            self.ended.add(ended)
        for token in [each for each in self.refresh_tokens if self.sessions[each] == ended]:
            del self.refresh_tokens[token]

    def end_sessions(self, user: dict[str, Any]) -> None:
        for token in [each for each, whose in self.refresh_tokens.items() if whose is user]:
            self.end_session(token)


def titles(page: str) -> list[str]:
    """The titles of the tasks on a page."""
    return re.findall(r'class="title"[^>]*>([^<]*)', page)
