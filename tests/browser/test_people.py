"""Administrators and the people of the company; everybody and their own profile."""

import re
from pathlib import Path
from uuid import uuid4

from browser.accessibility import violations
from browser.window import NARROW, WIDE, Open
from e2e.staff import PASSWORD, Hire, Staff
from playwright.async_api import expect


async def test_an_administrator_hires_promotes_and_erases(open_as: Open, scripts: bool) -> None:
    login = f"hired{uuid4().hex[:10]}"
    page = (await open_as("administrator", scripts=scripts)).page
    await page.goto("/people")
    await page.get_by_role("link", name="Add a person").click()
    await page.get_by_label("Full name").fill("Hired Here")
    await page.get_by_label("Login").fill(login)
    await page.get_by_label("E-mail").fill(f"{login}@example.com")
    await page.get_by_label("Role").select_option("accountant")
    await page.get_by_label("First password").fill("a long enough password")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_text("Hired Here can sign in now.")).to_be_visible()

    await page.goto(f"/people?q={login}")
    await page.get_by_role("link", name="Hired Here").click()
    await page.get_by_label("Role").select_option("manager")
    await page.get_by_role("button", name="Change role").click()
    await expect(page.get_by_text("The role is changed.")).to_be_visible()
    await page.get_by_role("link", name="Erase this person").click()
    await expect(page.get_by_text("This cannot be undone.")).to_be_visible()
    await page.get_by_label("To confirm, type their login").fill(login)
    await page.get_by_role("button", name="Erase for good").click()
    await expect(page.get_by_text("forgotten everywhere")).to_be_visible()
    await page.goto(f"/people?q={login}")
    await expect(page.get_by_role("heading", name="Nobody found")).to_be_visible()


async def test_people_are_found_as_one_types(open_as: Open, hire: Hire) -> None:
    await hire(name="Zebedee Quince")
    page = (await open_as("administrator")).page
    await page.goto("/people")
    await page.get_by_label("Search people").press_sequentially("quinc")
    await expect(page.locator("#people tbody tr")).to_have_count(1)
    await expect(page.locator("#people")).to_contain_text("Zebedee Quince")
    await expect(page).to_have_url(re.compile("q=quinc"))
    await expect(page.get_by_label("Search people")).to_be_focused()
    await page.get_by_label("State").select_option("false")
    await expect(page.get_by_role("heading", name="Nobody found")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("State")).to_have_value("false")
    await page.go_back()
    await expect(page.locator("#people")).to_contain_text("Zebedee Quince")


async def test_what_deactivating_does_is_said_before(
    open_as: Open, hire: Hire, staff: Staff, pictures: Path
) -> None:
    person = await hire(name="Lea Ving")
    await staff.task_of(person, author=person)
    page = (await open_as("administrator", width=NARROW)).page
    await page.goto(f"/people/{person.id}")
    await page.get_by_role("link", name="Deactivate").click()
    await expect(page.get_by_text("open task of theirs goes to somebody else")).to_be_visible()
    await page.screenshot(path=pictures / "deactivate.png", full_page=True)
    await page.get_by_role("button", name="Deactivate Lea Ving").click()
    await expect(page.get_by_text("Inactive")).to_be_visible()


async def test_a_person_changes_their_password_and_stays_signed_in(
    open_as: Open, hire: Hire
) -> None:
    person = await hire()
    page = (await open_as(person)).page
    await page.goto("/profile")
    await page.get_by_label("Current password").fill(person.password)
    await page.get_by_label("New password", exact=True).fill("quite another password")
    await page.get_by_label("New password again").fill("quite another password")
    await page.get_by_role("button", name="Change password").click()
    await expect(page.get_by_text("Your password is changed.")).to_be_visible()
    await page.goto("/account")
    await expect(page.get_by_role("heading", name="My account")).to_be_visible()


async def test_a_person_sees_their_browsers_and_signs_one_out(
    open_as: Open, hire: Hire, staff: Staff, scripts: bool
) -> None:
    person = await hire()
    await staff.sign_in(person.login, person.password)
    page = (await open_as(scripts=scripts)).page
    await page.goto("/sign-in?next=/profile")
    await page.get_by_label("Login or e-mail").fill(person.login)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    here = page.locator(".sessions li", has_text="This browser")
    await expect(here).to_contain_text("Chrome on Linux")
    others = page.locator(".sessions li").get_by_role("button", name=re.compile("Sign out ·"))
    count = await others.count()
    assert count >= 1
    await others.first.click()
    await expect(page.get_by_text("That browser is signed out.")).to_be_visible()
    await expect(page.locator(".sessions li")).to_have_count(count)


async def test_language_and_theme_follow_a_person_into_another_browser(
    open_as: Open, hire: Hire, scripts: bool
) -> None:
    person = await hire()
    page = (await open_as(person, scripts=scripts)).page
    await page.goto("/profile")
    await page.get_by_label("Language", exact=True).select_option("ru")
    await page.get_by_label("Theme").select_option("dark")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Профиль")).to_be_visible()
    other = (await open_as(scripts=scripts)).page
    await other.goto("/sign-in")
    await other.get_by_role("button", name="Русский").click()
    await expect(other.locator("html")).to_have_attribute("lang", "ru")
    await other.locator("[name=login]").fill(person.login)
    await other.locator("[name=password]").fill(PASSWORD)
    await other.locator("form[action='/sign-in'] button").click()
    await expect(other.locator("html[data-theme=dark][lang=ru]")).to_have_count(1)


async def test_pages_about_one_person_fit_and_are_for_everybody(
    open_as: Open, hire: Hire, pictures: Path
) -> None:
    person = await hire(name="Maximiliane Freifrau von und zu Hohenlohe-Waldenburg-Schillingsfürst")
    paths = ["", "/deactivate", "/erase"]
    addresses = [f"/people/{person.id}{path}" for path in paths]
    addresses += [f"/ledger/correction?user_id={person.id}", "/ledger/correction?q=a", "/profile"]
    for width, scheme, language in [(WIDE, "light", "en"), (NARROW, "dark", "ru")]:
        window = await open_as("administrator", width=width, color_scheme=scheme, locale=language)
        for at, address in enumerate(addresses):
            await window.page.goto(address)
            await expect(window.page.locator("main h1")).to_be_visible()
            picture = pictures / f"person-{at}-{width}-{language}.png"
            await window.page.screenshot(path=picture, full_page=True)
            assert await window.overflow() <= 0, address
            assert await violations(window.page) == [], address
