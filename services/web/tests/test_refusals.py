"""Refusals in the language of the visit: every code of a service has a sentence in each language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import Browser
from company import CompanyDouble
from company_payments import payouts
from hypothesis import given
from hypothesis import strategies as st

from ates_chassis.shared.reasons import ENGLISH, Params
from ates_web.clients.upstream import Problem, ProblemField
from ates_web.pages.language import speak, spoken
from ates_web.pages.refusals import SENTENCES, reason_of, sentence

CHECKOUT = Path(__file__).resolve().parents[3]
CODES = (
    re.compile(r'\bcode(?:: ClassVar\[str\])? = "([^"]+)"'),
    re.compile(r'\bproblem\(\s*[\w.]+,\s*"([^"]+)"'),
    re.compile(r'\b\d{3}: "([a-z-]+)"'),
)
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
FIELD = re.compile(r"\{(\w+)")
RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)


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


def calls() -> Iterator[tuple[str, frozenset[str]]]:
    """Each place that gives a reason: its code, and the names of its parameters."""
    for path in sources():
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and ast.unparse(call.func) == "Reason.of"
                and isinstance(call.args[0], ast.Constant)
            ):
                yield str(call.args[0].value), frozenset(str(each.arg) for each in call.keywords)


def wanted_by(sentence: str) -> set[str]:
    return set(PLACEHOLDER.findall(sentence))


def test_every_code_of_a_refusal_has_a_sentence() -> None:
    known = codes() | ENGLISH.keys()
    assert len(known) > 80
    assert known - SENTENCES.keys() == set()
    assert SENTENCES.keys() - known == set()


def test_every_sentence_is_said_in_russian_with_the_same_parameters(russian: None) -> None:
    translations = {code: spoken().texts.gettext(text) for code, text in SENTENCES.items()}
    assert [code for code, text in translations.items() if not RUSSIAN.search(text)] == []
    assert [
        code for code, text in translations.items() if wanted_by(text) != wanted_by(SENTENCES[code])
    ] == []


def test_whoever_gives_a_reason_gives_what_its_sentences_are_filled_with() -> None:
    places = list(calls())
    assert len(places) > 30
    for code, params in places:
        assert set(FIELD.findall(ENGLISH[code])) <= params, code
        assert wanted_by(SENTENCES[code]) <= params, code


@given(
    st.dictionaries(
        st.sampled_from(["max", "min", "actual", "day", "line", "currency"]),
        st.integers() | st.text(max_size=20),
    ),
    st.sampled_from([*SENTENCES, "of-a-newer-service"]),
)
def test_whatever_a_service_answers_is_a_sentence(params: Params, code: str) -> None:
    assert sentence(code, params)


@pytest.mark.parametrize(
    ("code", "params", "expected"),
    [
        ("too-long", {"max": 10_000}, "Не больше 10 000 символов."),
        ("too-long-by", {"actual": 336, "max": 300}, "336 символов, а можно не больше 300."),
        ("wrong-length", {"min": 8, "max": 128}, "От 8 до 128 символов."),
        ("not-one-line", {}, "Здесь должна быть одна строка."),
        ("day-not-begun", {"day": "2026-11-21"}, "День 21 нояб. 2026 ещё не начался."),
        (
            "earlier-day-not-closed",
            {"day": "2026-11-21"},
            (
                "День 21 нояб. 2026 ещё не закрыт, и эти деньги могут быть выплачены при его закрытии. "
                "Повторите выплату после закрытия."
            ),
        ),
    ],
)
def test_parameters_are_written_as_russians_do(
    russian: None, code: str, params: Params, expected: str
) -> None:
    assert sentence(code, params).replace("\u00a0", " ") == expected


def test_english_visitors_read_sentences_of_the_same_catalogue() -> None:
    problem = Problem(
        status=422,
        code="invalid",
        detail="title: 336 characters; 300 are allowed",
        errors=(
            ProblemField(field="title", code="too-long-by", params={"actual": 336, "max": 300}),
        ),
    )
    assert reason_of(problem) == "336 characters; at most 300 are allowed."
    refused = Problem(status=409, code="no-such-day", params={"day": "2026-11-21"}, detail="no")
    assert reason_of(refused).startswith("There is no business day")


async def test_a_russian_page_says_refusals_in_russian(
    browser: Browser, company: CompanyDouble
) -> None:
    browser.headers["Accept-Language"] = "ru"
    await browser.sign_in("accountant")
    failed = next(each for each in payouts(company) if each["state"] == "failed")
    for key in ("first", "second"):
        await browser.post(f"/payouts/{failed['id']}/retry", data={"key": key})
    assert "Эта выплата уже была отправлена повторно." in (await browser.get("/payouts")).text
    refused = await browser.get("/people")
    assert refused.status_code == 403
    assert "У вас нет на это прав." in refused.text


async def test_what_web_itself_refuses_is_said_in_russian_too(browser: Browser) -> None:
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
