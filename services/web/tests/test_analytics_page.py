"""The page of figures: what it shows, and to whom."""

import re


async def test_an_administrator_sees_the_company_s_figures(browser):
    await browser.sign_in("admin")
    page = (await browser.get("/analytics")).text
    assert re.search(r"Income today</dt><dd>\s*<span class=\"money out\">−\$4\.00<", page)
    assert "Workers in the minus</dt><dd>3<" in page
    assert "Tomás Herrera" in page
    assert "The deepest 1 of 3." in page
    assert "No task was completed" in page
    assert "the best of the week" in page
    assert "the best of the month" in page
    assert "1.5 hr" in page
    assert "the best of the range" in page
    assert 'href="/analytics" aria-current="page"' in page


async def test_nobody_else_sees_them_or_is_led_to_them(browser):
    await browser.sign_in("accountant")
    assert 'href="/analytics"' not in (await browser.get("/account")).text
    assert (await browser.get("/analytics")).status_code == 403
