"""How much a first visit loads, and that what never changes is loaded once."""

import pytest
from browser.window import Open

FIRST_VISIT_BYTES = 300_000


@pytest.mark.parametrize(
    ("role", "path"), [(None, "/sign-in"), ("developer", "/"), ("developer", "/tasks")]
)
async def test_a_first_visit_is_light(open_as: Open, role: str | None, path: str) -> None:
    page = (await open_as(role)).page
    finished = []
    page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108 - the library takes no builtin
    await page.goto(path)
    await page.evaluate("document.fonts.ready.then(() => true)")
    sizes = {each.url: (await each.sizes())["responseBodySize"] for each in finished}
    assert sum(sizes.values()) <= FIRST_VISIT_BYTES, sizes


async def test_charts_are_loaded_only_where_there_are_some(open_as: Open) -> None:
    page = (await open_as("developer")).page
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    await page.goto("/tasks")
    assert not [url for url in loaded if "echarts" in url]
    await page.goto("/account")
    assert [url for url in loaded if "echarts" in url]


async def test_assets_are_kept_for_ever(open_as: Open) -> None:
    page = (await open_as("developer")).page
    answers = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - the library takes no builtin
    await page.goto("/tasks")
    assets = [each for each in answers if "/assets/" in each.url]
    assert assets
    for each in assets:
        assert each.headers["cache-control"] == "public, max-age=31536000, immutable", each.url
