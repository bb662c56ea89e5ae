"""The mail sink keeps what it gets, a bounded number of it, and shows it without believing it."""

import asyncio
import os
import smtplib
import sys
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from ates_chassis.testing import eventually, free_port
from ates_local.mail_sink.box import Box
from ates_local.mail_sink.page import router
from ates_local.mail_sink.server import smtp_server


def _mail(subject: str = "Hello", html: str = "<p>Hello</p>") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", subject
    message.set_content("Grüße & <i>text</i>")
    message.add_alternative(html, subtype="html")
    return message


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path / "mail", mails_max=3)


@pytest.fixture
async def page(box: Box) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router(box))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sink") as client:
        yield client


def test_a_file_of_somebody_else_is_no_mail_and_stays(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "2026-11-25.eml").write_text("mine")
    box = Box(folder, mails_max=1)
    for _ in range(3):
        box.keep(b"x")
    assert len(box.names()) == 1
    assert (folder / "2026-11-25.eml").read_text() == "mine"


async def test_what_is_sent_is_kept(box: Box) -> None:
    port = free_port()
    async with smtp_server(box, "127.0.0.1", port):

        def send() -> None:
            with smtplib.SMTP("127.0.0.1", port, timeout=5) as smtp:
                smtp.send_message(_mail())

        await asyncio.to_thread(send)
    [name] = box.names()
    stored = box.read(name)
    assert stored is not None
    assert (stored.to, stored.subject, stored.text.strip()) == (
        "b@example.com",
        "Hello",
        "Grüße & <i>text</i>",
    )


def test_the_oldest_go_when_there_are_too_many(box: Box) -> None:
    for number in range(5):
        box.keep(_mail(f"mail {number}").as_bytes())
    mails = [box.read(name) for name in box.names()]
    assert [mail.subject for mail in mails if mail] == ["mail 4", "mail 3", "mail 2"]


async def test_a_mail_is_shown_as_text_and_its_markup_in_a_sandbox(
    box: Box, page: httpx.AsyncClient
) -> None:
    box.keep(_mail("<script>alert(1)</script>", '"><script>alert(2)</script>').as_bytes())
    listed = await page.get("/mails")
    [name] = box.names()
    shown = await page.get(f"/mails/{name}")
    for answer in (listed, shown):
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert "script-src" not in answer.headers["content-security-policy"]
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<iframe sandbox " in shown.text
    assert "Grüße &amp; &lt;i&gt;text" in shown.text
    source = await page.get(f"/mails/{name}/source")
    assert source.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fetc%2fpasswd", "0" * 20])
async def test_only_mails_are_read(page: httpx.AsyncClient, name: str) -> None:
    assert (await page.get(f"/mails/{name}")).status_code == 404
    assert (await page.get(f"/mails/{name}/source")).status_code == 404


async def test_bytes_that_are_no_mail_are_shown_all_the_same(
    box: Box, page: httpx.AsyncClient
) -> None:
    box.keep(b"\xff\xfe no headers")
    box.keep(b"Content-Type: text/plain; charset=nonsense\n\n\xff")
    assert (await page.get("/mails")).status_code == 200
    for name in box.names():
        assert (await page.get(f"/mails/{name}")).status_code == 200


@pytest.mark.parametrize(
    "head",
    [
        b"Subject: \xff\xfe\x80",
        b"Subject: =?utf-8?q?a=0D=0Ab=EF=BF=BF?=",
        b"To: =?utf-8?q?=0D=0ABcc=3A_evil=40x.example?= <a@b.co>",
        b"To: \xff <>, ;;:(((",
        b"From: @\r\nDate: \xff",
    ],
)
async def test_a_mail_that_is_none_spoils_neither_the_list_nor_its_page(
    box: Box, page: httpx.AsyncClient, head: bytes
) -> None:
    box.keep(head + b"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nx\xff\xed\xa0\x80\r\n")
    box.keep(_mail("whole").as_bytes())
    listed = await page.get("/mails")
    assert listed.status_code == 200
    assert "whole" in listed.text
    for name in box.names():
        assert (await page.get(f"/mails/{name}")).status_code == 200


async def test_its_process_takes_mails_and_shows_them(tmp_path: Path) -> None:
    ports = [free_port(), free_port()]
    environment = {"ATES_PORT": str(ports[0]), "ATES_SINK_PORT": str(ports[1])}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ates_local.mail_sink"),
        env={**os.environ, **environment, "ATES_SINK_FOLDER": str(tmp_path / "mail")},
    )

    async def send() -> bool:
        try:
            await asyncio.to_thread(_send, ports[1], _mail("Payday"))
        except OSError:
            return False
        return True

    async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as client:
        await eventually(send)
        page = await client.get(f"http://127.0.0.1:{ports[0]}/")
        assert "Payday" in page.text
        ready = await client.get(f"http://127.0.0.1:{ports[0]}/health/ready")
        assert ready.is_success
    process.terminate()
    await process.wait()


def _send(port: int, mail: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
        smtp.send_message(mail)
