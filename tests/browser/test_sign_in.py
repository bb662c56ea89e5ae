"""Sign in, register, sign out."""

from uuid import uuid4

import pytest
from browser.window import Open
from e2e.staff import PASSWORD, Hire, Staff
from playwright.async_api import Page, expect


async def fill_in(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        await page.locator(f"[name={name}]:visible").fill(value)


async def test_a_person_signs_in_and_out(open_as: Open, hire: Hire, scripts: bool) -> None:
    person = await hire()
    window = await open_as(scripts=scripts)
    page = window.page
    await page.goto("/account")
    await expect(page).to_have_url("/sign-in?next=/account")
    await fill_in(page, login=person.login, password=PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="My account")).to_be_visible()

    await page.locator("summary").first.click()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_text("You are signed out.")).to_be_visible()
    await page.goto("/account")
    await expect(page).to_have_url("/sign-in?next=/account")


async def test_a_wrong_password_is_answered_with_a_message(
    open_as: Open, hire: Hire, scripts: bool
) -> None:
    person = await hire()
    window = await open_as(scripts=scripts)
    await window.page.goto("/sign-in")
    await fill_in(window.page, login=person.login, password="a wrong guess")
    await window.page.get_by_role("button", name="Sign in").click()
    await expect(window.page.get_by_role("alert")).to_contain_text("do not go together")
    await expect(window.page.get_by_label("Login or e-mail")).to_have_value(person.login)
    await expect(window.page.get_by_label("Password")).to_have_value("")


async def test_after_signing_in_nobody_is_sent_to_another_site(open_as: Open, hire: Hire) -> None:
    person = await hire()
    window = await open_as()
    await window.page.goto("/sign-in?next=//evil.example/")
    await fill_in(window.page, login=person.login, password=PASSWORD)
    await window.page.get_by_role("button", name="Sign in").click()
    await expect(window.page).to_have_url("/")


async def test_a_person_registers_and_is_in(open_as: Open, staff: Staff, scripts: bool) -> None:
    login = f"fresh{uuid4().hex[:12]}"
    page = (await open_as(scripts=scripts)).page
    await page.goto("/sign-in")
    await page.get_by_role("link", name="Create an account").click()
    await fill_in(
        page, full_name="Fresh One", login=login, email=f"{login}@example.com", password=PASSWORD
    )
    await page.get_by_role("button", name="Create account").click()
    await expect(page.get_by_text("Welcome! Your account is ready.")).to_be_visible()
    await expect(page.locator(".who")).to_contain_text("Developer")

    users = await staff.call("administrator", "GET", "/users", params={"q": login})
    user_id = users["items"][0]["id"]
    await staff.until_known(user_id, active=True)
    await staff.dismiss(user_id)


async def test_a_taken_login_is_said_at_its_field(open_as: Open) -> None:
    page = (await open_as()).page
    await page.goto("/register")
    await fill_in(
        page, full_name="N", login="dev1", email="someone.else@example.com", password=PASSWORD
    )
    await page.get_by_role("button", name="Create account").click()
    await expect(page.locator("#login-problem")).to_have_text("Somebody has this login already.")
    await expect(page.get_by_label("Full name")).to_have_value("N")


async def test_whoever_is_deactivated_meanwhile_is_led_to_the_door(
    open_as: Open, hire: Hire, staff: Staff
) -> None:
    person = await hire()
    page = (await open_as(person)).page
    await page.goto("/tasks")
    await expect(page.get_by_role("heading", name="My tasks")).to_be_visible()
    await staff.dismiss(person.id)
    await page.goto("/tasks")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("path", ["/tasks/all", "/ledger", "/ledger/income", "/people"])
async def test_a_page_of_others_says_so(path: str, open_as: Open, hire: Hire) -> None:
    page = (await open_as(await hire())).page
    answer = await page.goto(path)
    assert answer is not None
    assert answer.status == 403
    await expect(page.get_by_role("heading", name="This is not for you")).to_be_visible()
