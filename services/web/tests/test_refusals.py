"""Refusals in the language of the visit: whatever a service can say is known here, and said in Russian."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from company_payments import payouts

from ates_web.clients.upstream import Problem
from ates_web.pages.language import speak
from ates_web.pages.reasons import known, plain
from ates_web.pages.refusals import BY_CODE, reason_of

CHECKOUT = Path(__file__).resolve().parents[3]
CODES = (
    re.compile(r'\bcode(?:: ClassVar\[str\])? = "([^"]+)"'),
    re.compile(r'\bproblem\(\s*[\w.]+,\s*"([^"]+)"'),
    re.compile(r'\b\d{3}: "([a-z-]+)"'),
)
RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
# Said when a process starts, to who runs it.
OF_SETTINGS = {"settings.py", "migrations.py", "inbox.py", "contracts.py", "forward.py"}


@pytest.fixture
def russian() -> Iterator[None]:
    speak("ru")
    yield
    speak("en")


def sources() -> list[Path]:
    services = CHECKOUT.glob("services/*/ates_*/**/*.py")
    return sorted([*services, *CHECKOUT.glob("chassis/ates_chassis/**/*.py")])


def codes() -> set[str]:
    texts = [path.read_text(encoding="utf-8") for path in sources()]
    return {code for text in texts for form in CODES for code in form.findall(text)}


def reasons() -> set[str]:
    """What is said about a field anywhere, each value in it as 7."""
    return {
        "".join(_parts(call.args[0]))
        for path in sources()
        if path.name not in OF_SETTINGS
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and call.args and _is_about_a_field(call)
    }


def _is_about_a_field(call: ast.Call) -> bool:
    named = call.func.id if isinstance(call.func, ast.Name) else ""
    # What a rule says is read where the rule says it, and passed on by a variable.
    passed_on = not isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    if passed_on:
        return False
    return named == "ValueError" or any(each.arg == "field" for each in call.keywords)


def _parts(message: ast.expr) -> list[str]:
    if isinstance(message, ast.Constant):
        return [str(message.value)]
    assert isinstance(message, ast.JoinedStr), ast.unparse(message)
    return [str(each.value) if isinstance(each, ast.Constant) else "7" for each in message.values]


def test_every_code_of_a_refusal_is_known() -> None:
    known = codes()
    assert len(known) > 40
    assert known - BY_CODE.keys() == set()
    assert BY_CODE.keys() - known == set()


def test_every_code_is_said_in_russian(russian: None) -> None:
    sentences = {code: reason_of(Problem(status=409, code=code, detail="no")) for code in BY_CODE}
    assert [code for code, text in sentences.items() if not RUSSIAN.search(text)] == []


def test_every_reason_at_a_field_is_said_in_russian(russian: None) -> None:
    templates = reasons()
    assert len(templates) > 25
    assert [reason for reason in templates if not RUSSIAN.search(known(reason) or "")] == []


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("more than 10,000 characters", "Не больше 10 000 символов."),
        ("8 to 128 characters", "От 8 до 128 символов."),
        ("Value error, must be a single line", "Здесь должна быть одна строка."),
        ("2026-11-21 has not begun", "День 21 нояб. 2026 ещё не начался."),
        (
            "2026-11-21 is not closed yet, and its close may pay this money; pay again after it",
            (
                "День 21 нояб. 2026 ещё не закрыт, и эти деньги могут быть выплачены при его закрытии. "
                "Повторите выплату после закрытия."
            ),
        ),
        ("nobody foresaw this", "Nobody foresaw this"),
    ],
)
def test_values_in_reasons_are_russian_too(russian: None, reason: str, expected: str) -> None:
    assert plain(reason).replace("\u00a0", " ") == expected


def test_in_english_a_refusal_keeps_the_words_of_its_service() -> None:
    problem = Problem(status=409, code="conflict", detail="Ada has it since Monday")
    assert reason_of(problem) == "Ada has it since Monday"


async def test_a_russian_page_says_refusals_in_russian(browser, company) -> None:
    browser.headers["Accept-Language"] = "ru"
    await browser.sign_in("accountant")
    failed = next(each for each in payouts(company) if each["state"] == "failed")
    for key in ("first", "second"):
        await browser.post(f"/payouts/{failed['id']}/retry", data={"key": key})
    assert "Эта выплата уже была отправлена повторно." in (await browser.get("/payouts")).text
    refused = await browser.get("/people")
    assert refused.status_code == 403
    assert "У вас нет на это прав." in refused.text


async def test_what_web_itself_refuses_is_said_in_russian_too(browser) -> None:
    browser.headers["Accept-Language"] = "ru"
    await browser.sign_in("dev1")
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    foreign = await browser.post("/profile/preferences", headers=elsewhere)
    assert foreign.status_code == 403
    assert "Этот запрос пришёл не со страницы этого сайта." in foreign.text
    wrong = await browser.delete("/profile")
    assert wrong.status_code == 405
    assert '<p class="lead">Здесь так нельзя.</p>' in wrong.text
    large = await browser.post("/profile/preferences", data={"theme": "x" * 3_000_000})
    assert large.status_code == 413
    assert "байт за раз." in large.text
