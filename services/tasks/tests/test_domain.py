"""What a task may be, and how a Jira export is read."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.reasons import Reason
from ates_tasks.domain.imports import IMPORT_ROWS_MAX, NotABacklogError, Rejected, read_backlog
from ates_tasks.domain.tasks import DESCRIPTION_MAX, Draft, NotYoursError, Task

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _task(**changes: Any) -> Task:
    people = {"author_id": uuid4(), "assignee_id": uuid4()} | changes
    return Task.file(Draft(title="Feed the bird"), id=uuid4(), now=NOW, **people)


# Drafts


@pytest.mark.parametrize("key", ["AB-1", "A1-0", "POPUG-42", "X9Z-007", None])
def test_a_draft_takes_jira_keys(key: str | None) -> None:
    assert Draft(title="x", jira_key=key).jira_key == key


@pytest.mark.parametrize(
    "key",
    ["", "A-1", "ab-1", "AB1", "AB-", "-1", "AB-1\n", " AB-1", "AB-1x", "1A-1", "ÄB-1", "AB-١",
     "AB-" + "1" * 48],
)  # fmt: skip
def test_a_draft_refuses_what_is_no_jira_key(key: str) -> None:
    with pytest.raises(InvalidError) as refused:
        Draft(title="x", jira_key=key)
    assert refused.value.field == "jira_key"


@pytest.mark.parametrize("title", ["", " ", "\u3000", "\u200b", "\u2060\ufeff"])
def test_a_title_must_be_visible(title: str) -> None:
    with pytest.raises(InvalidError, match="needs a title"):
        Draft(title=title)


def test_lengths_are_bounded_to_the_character() -> None:
    Draft(title="x" * 300, description="d" * DESCRIPTION_MAX)
    Draft(title="😀" * 300)
    with pytest.raises(InvalidError, match="301 characters; 300"):
        Draft(title="x" * 301)
    with pytest.raises(InvalidError) as refused:
        Draft(title="x", description="d" * (DESCRIPTION_MAX + 1))
    assert refused.value.field == "description"


@pytest.mark.parametrize("character", ["\0", "\n", "\t", "\x1b", "\x7f", "\x85", "\ud800"])
def test_a_title_has_no_control_characters_and_no_lone_surrogates(character: str) -> None:
    with pytest.raises(InvalidError, match=f"U\\+{ord(character):04X}") as refused:
        Draft(title=f"a{character}b")
    assert refused.value.field == "title"


def test_a_description_has_lines_and_tabs_but_no_other_controls() -> None:
    Draft(title="x", description="a\r\n\tb")
    for character in "\0\x0b\x0c\x1b\x7f\x9f\ud800":
        with pytest.raises(InvalidError):
            Draft(title="x", description=f"a{character}b")


@given(st.text(max_size=320))
def test_whatever_a_draft_takes_can_be_stored(title: str) -> None:
    try:
        Draft(title=title)
    except InvalidError:
        return
    assert 1 <= len(title) <= 300
    assert "\0" not in title
    title.encode()


# Completion and visibility


def test_only_the_assignee_completes_and_only_the_first_time_counts() -> None:
    task = _task()
    with pytest.raises(NotYoursError):
        task.complete(by=task.author_id, now=NOW)
    assert (task.status, task.completed_at) == ("open", None)
    assert task.complete(by=task.assignee_id, now=NOW)
    later = NOW.replace(year=2027)
    assert not task.complete(by=task.assignee_id, now=later)
    assert (task.status, task.completed_at) == ("done", NOW)


def test_somebody_else_may_not_complete_a_done_task_either() -> None:
    task = _task()
    task.complete(by=task.assignee_id, now=NOW)
    with pytest.raises(NotYoursError):
        task.complete(by=uuid4(), now=NOW)


def test_a_task_is_visible_to_author_assignee_and_overseers() -> None:
    task = _task()
    task.check_visible_to(task.author_id, "developer")
    task.check_visible_to(task.assignee_id, "other")
    for role in ("administrator", "manager"):
        task.check_visible_to(uuid4(), role)
    for role in ("boss", "accountant", "developer", "other"):
        with pytest.raises(NotYoursError):
            task.check_visible_to(uuid4(), role)


# Backlogs

HEADER = b"Issue key,Summary,Description\n"


def _refusal(content: bytes) -> str:
    with pytest.raises(NotABacklogError) as refused:
        read_backlog(content)
    return refused.value.message


def test_columns_come_in_any_order_and_others_are_ignored() -> None:
    backlog = read_backlog(b"Status,Description, Summary ,Issue key\nDone,why,what,AB-1\n")
    assert backlog.drafts == [Draft(title="what", description="why", jira_key="AB-1")]
    assert backlog.rejected == []


def test_a_summary_alone_is_enough() -> None:
    assert read_backlog(b"Summary\nx\n").drafts == [Draft(title="x")]


def test_a_byte_order_mark_and_windows_lines_are_no_obstacle() -> None:
    content = "\ufeffIssue key,Summary\r\nAB-1,Größe\r\n".encode()
    assert read_backlog(content).drafts == [Draft(title="Größe", jira_key="AB-1")]


def test_quotes_commas_and_line_breaks_within_cells() -> None:
    content = HEADER + b'AB-1,"say ""hi"", twice","first\r\nsecond"\n,next,\n'
    assert read_backlog(content).drafts == [
        Draft(title='say "hi", twice', description="first\r\nsecond", jira_key="AB-1"),
        Draft(title="next"),
    ]


def test_cells_are_stripped_and_empty_ones_are_none() -> None:
    assert read_backlog(HEADER + b"  ,  x  ,  \n").drafts == [Draft(title="x")]


def test_rejected_rows_tell_the_line_on_which_they_start() -> None:
    content = (
        HEADER
        + (
            b'AB-1,good,"three\nlines\nlong"\n'  # lines 2 to 4
            b"nokey,bad key,\n"  # 5
            b"\n"  # 6: blank, no row at all
            b'AB-2,"two\nlines",\n'  # 7 and 8: a title of two lines
            b"AB-3,,no title\n"  # 9
            b"AB-4,good,too,many\n"  # 10
            b"AB-5," + b"x" * 301 + b",\n"  # 11
            b"AB-6,nul\0,\n"  # 12
            b"AB-7,good\n"  # 13: fewer cells are fine
            b"AB-8\n"  # 14
            b"AB-9,x," + b"d" * 200_000 + b"\n"  # 15
        )
    )
    backlog = read_backlog(content)
    assert [draft.jira_key for draft in backlog.drafts] == ["AB-1", "AB-7"]
    assert backlog.rejected == [
        Rejected(5, "Issue key", Reason.of("not-a-jira-key")),
        Rejected(7, "Summary", Reason.of("character-not-allowed", character="U+000A")),
        Rejected(9, "Summary", Reason.of("title-missing")),
        Rejected(10, None, Reason.of("too-many-cells")),
        Rejected(11, "Summary", Reason.of("too-long-by", actual=301, max=300)),
        Rejected(12, "Summary", Reason.of("character-not-allowed", character="U+0000")),
        Rejected(14, "Summary", Reason.of("title-missing")),
        Rejected(15, "Description", Reason.of("too-long", max=10_000)),
    ]


def test_a_column_may_have_any_name() -> None:
    assert read_backlog(b"Summary,surplus,\nx,y,z\n").drafts == [Draft(title="x")]


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"Issue key,Description\nAB-1,x\n", b"Issue key;Summary;Description\n;x;\n",
                b"summary\nx\n", b'{"Summary": "x"}', b"\xef\xbb\xbf"]
)  # fmt: skip
def test_without_a_summary_column_it_is_no_backlog(content: bytes) -> None:
    assert "Summary" in _refusal(content)


def test_a_header_without_rows_is_an_empty_backlog() -> None:
    backlog = read_backlog(HEADER)
    assert (backlog.drafts, backlog.rejected) == ([], [])


def test_other_encodings_are_refused_by_line() -> None:
    assert "line 3 is not UTF-8" in _refusal("Summary\nfine\nGröße\n".encode("latin-1"))
    assert "not UTF-8" in _refusal("Summary\nx\n".encode("utf-16"))


def test_a_quote_that_never_ends_would_swallow_the_rest_so_nothing_is_read() -> None:
    message = _refusal(HEADER + b'AB-1,x,\nAB-2,y,"open\nAB-3,z,\n')
    assert "the row in line 3" in message
    assert "line 2" in _refusal(HEADER + b'AB-1,"x" y,\n')


def test_rows_are_bounded() -> None:
    full = b"Summary\n" + b"x\n" * IMPORT_ROWS_MAX
    assert len(read_backlog(full).drafts) == IMPORT_ROWS_MAX
    assert "10,000 rows" in _refusal(full + b"x\n")
    assert "10,000 rows" in _refusal(b"Summary,\n" + b",\n" * (IMPORT_ROWS_MAX + 1))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for prefix in (b"", b"Summary\n", b"Issue key,Summary\n"):
        try:
            backlog = read_backlog(prefix + content)
        except NotABacklogError:
            continue
        assert all(rejected.line >= 2 for rejected in backlog.rejected)
