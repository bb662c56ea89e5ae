"""What mails say, in each language: a subject and a sentence for each kind of notice, by how many there are."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal

from ates_chassis.shared.currencies import decimal
from ates_notifications.domain import Notice, NoticeKind
from ates_notifications.domain.preferences import Language

# One, few (2 to 4, but for 12 to 14), and many; English has two of these.
Forms = tuple[str, str, str]


def _of_two(one: str, many: str) -> Forms:
    return one, many, many


SUBJECTS: Final[Mapping[Language, Mapping[NoticeKind, Forms]]] = MappingProxyType(
    {
        "en": {
            "task-given": _of_two("A new task for you", "{count} new tasks for you"),
            "task-taken": _of_two("A task was taken from you", "{count} tasks were taken from you"),
            "reward": _of_two("A reward for you", "{count} rewards for you"),
            "correction": _of_two(
                "Your balance was corrected", "Your balance was corrected {count} times"
            ),
            "payout-due": ("You are being paid",) * 3,
            "payout-settled": ("You were paid",) * 3,
            "payout-failed": ("Your payout did not reach you",) * 3,
        },
        "ru": {
            "task-given": (
                "У тебя новая задача",
                "У тебя {count} новые задачи",
                "У тебя {count} новых задач",
            ),
            "task-taken": (
                "Задачу отдали другому",
                "{count} задачи отдали другим",
                "{count} задач отдали другим",
            ),
            "reward": ("Тебе награда", "Тебе {count} награды", "Тебе {count} наград"),
            "correction": (
                "Твой баланс исправлен",
                "Твой баланс исправлен {count} раза",
                "Твой баланс исправлен {count} раз",
            ),
            "payout-due": ("Выплата в пути",) * 3,
            "payout-settled": ("Выплата пришла",) * 3,
            "payout-failed": ("Выплата не дошла",) * 3,
        },
    }
)
SENTENCES: Final[Mapping[Language, Mapping[NoticeKind, Forms]]] = MappingProxyType(
    {
        "en": {
            "task-given": _of_two(
                "{task} was given to you.", "{count} tasks were given to you, among them {task}."
            ),
            "task-taken": _of_two(
                "{task} was given to somebody else.",
                "{count} of your tasks were given to others, among them {task}.",
            ),
            "reward": _of_two(
                "You were credited {amount} for {task}.",
                "You were credited {amount} for {count} tasks, among them {task}.",
            ),
            "correction": _of_two(
                "{amount} was posted to your account by hand.",
                "{amount} was posted to your account by hand, in {count} corrections.",
            ),
            "payout-due": ("Your payout of {amount} for {day} is on its way.",) * 3,
            "payout-settled": ("Your payout of {amount} for {day} reached you.",) * 3,
            "payout-failed": (
                "Your payout of {amount} for {day} did not reach you. It returns to your balance, and your statement says why.",
            )
            * 3,
        },
        "ru": {
            "task-given": (
                "Тебе досталась задача {task}.",
                "Тебе достались {count} задачи, среди них {task}.",
                "Тебе досталось {count} задач, среди них {task}.",
            ),
            "task-taken": (
                "Задача {task} досталась другому.",
                "{count} твои задачи достались другим, среди них {task}.",
                "{count} твоих задач достались другим, среди них {task}.",
            ),
            "reward": (
                "Тебе начислено {amount} за задачу {task}.",
                "Тебе начислено {amount} за {count} задачи, среди них {task}.",
                "Тебе начислено {amount} за {count} задач, среди них {task}.",
            ),
            "correction": (
                "На твой счёт вручную проведено {amount}.",
                "На твой счёт вручную проведено {amount}: {count} исправления.",
                "На твой счёт вручную проведено {amount}: {count} исправлений.",
            ),
            "payout-due": ("Выплата {amount} за {day} в пути.",) * 3,
            "payout-settled": ("Выплата {amount} за {day} пришла.",) * 3,
            "payout-failed": (
                "Выплата {amount} за {day} не дошла. Деньги вернутся на твой баланс, а выписка скажет, почему.",
            )
            * 3,
        },
    }
)
# How a subject goes on where a setting lets it name what others may read over somebody's shoulder.
_DETAILS: Final[Mapping[NoticeKind, str]] = MappingProxyType(
    {
        "task-given": "{task}",
        "task-taken": "{task}",
        "reward": "{amount}",
        "correction": "{amount}",
        "payout-due": "{amount}",
        "payout-settled": "{amount}",
        "payout-failed": "{amount}",
    }
)
DIGEST_SUBJECTS: Final[Mapping[Language, str]] = MappingProxyType(
    {"en": "What was new for you", "ru": "Что у тебя нового"}
)
_SOME_TASK: Final[Mapping[Language, str]] = MappingProxyType({"en": "a task", "ru": "без названия"})
_QUOTED: Final[Mapping[Language, str]] = MappingProxyType({"en": "“{title}”", "ru": "«{title}»"})


def subject_of(notice: Notice, count: int, language: Language, *, details: bool) -> str:
    """Without sums and titles, unless `details` are allowed; `count` is of how many facts the mail tells."""
    subject = _filled(SUBJECTS, notice, count, language)
    if not details:
        return subject
    return f"{subject}: {_DETAILS[notice.kind].format(**_values(notice, count, language))}"


def sentence_of(notice: Notice, count: int, language: Language) -> str:
    sentence = _filled(SENTENCES, notice, count, language)
    return sentence[:1].upper() + sentence[1:]


def _filled(
    texts: Mapping[Language, Mapping[NoticeKind, Forms]],
    notice: Notice,
    count: int,
    language: Language,
) -> str:
    form = texts[language][notice.kind][_form(count, language)]
    return form.format(**_values(notice, count, language))


def _form(count: int, language: Language) -> int:
    if language == "en":
        return 0 if count == 1 else 1
    # In Russian 21 is said like 1; but a sentence of one thing names that thing, so only 1 is said so.
    if count == 1:
        return 0
    is_teen = 11 <= count % 100 <= 14
    return 1 if 2 <= count % 10 <= 4 and not is_teen else 2


def _values(notice: Notice, count: int, language: Language) -> Mapping[str, str]:
    amount = (
        decimal(notice.amount, notice.currency)
        if notice.amount is not None and notice.currency
        else None
    )
    number = "" if amount is None else format_decimal(amount, locale=language)
    day = notice.business_day
    title = _QUOTED[language].format(title=notice.title) if notice.title else _SOME_TASK[language]
    return {
        "count": format_decimal(count, locale=language),
        "task": title,
        "amount": f"{number} {notice.currency}" if number else "",
        "day": format_date(day, format="long", locale=language) if day else "",
    }
