"""A team's backlog as a Jira export: a real one where it lies beside the project, otherwise one made up."""

import csv
import io
import random
from pathlib import Path
from typing import Final

_REAL: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "backlog.csv"
ROWS: Final = 2_000
_SEED: Final = 20_000
_TITLE_TOO_LONG: Final = 336
_AREAS: Final = ("server", "clients/web", "docs", "ci", "billing", "søk", "отчёты", "feat(api)")
_VERBS: Final = ("Add", "Remove", "Fix", "Document", "Rename", "Speed up", "Refs #{n}: test")
_THINGS: Final = (
    'the "last seen" column',
    "`Profile.next_report_date`, and its index",
    "retries → back-off",
    "exports of 1,000,000 rows",
    "<b>escaped</b> titles",
    "naïve time zones",
    "emoji 🚀 in reports",
)


def backlog() -> bytes:
    """2,000 tasks of which two have too long a title; many without a key, some with quotes and commas.

    The made-up one is the same in every run. Which of both it is, the test's output says.
    """
    content = _REAL.read_bytes() if _REAL.exists() else _made_up()
    print("backlog:", "the real one" if _REAL.exists() else "a made-up one")
    return content


def _made_up() -> bytes:
    draw = random.Random(_SEED)
    file = io.StringIO(newline="")
    write = csv.writer(file)
    write.writerow(["Issue key", "Summary", "Description"])
    too_long = set(draw.sample(range(ROWS), 2))
    for number in range(ROWS):
        title = f"{draw.choice(_AREAS)}: {draw.choice(_VERBS)} {draw.choice(_THINGS)}, {number}"
        key = f"TEAM-{number}" if draw.random() < 2 / 3 else ""
        if number in too_long:
            title = title.ljust(_TITLE_TOO_LONG, "x")
        write.writerow([key, title.replace("{n}", str(number)), "Made up for the tests"])
    return file.getvalue().encode()
