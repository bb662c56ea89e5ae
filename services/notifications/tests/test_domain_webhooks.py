"""Webhooks: which addresses they may have, which networks they may not reach, and how their messages are signed."""

from base64 import b64encode
from datetime import UTC, datetime
from ipaddress import ip_network
from uuid import UUID

import pytest

from ates_chassis.shared.errors import InvalidError
from ates_notifications.domain.networks import is_inside
from ates_notifications.domain.webhooks import (
    WebhookBounds,
    checked_url,
    headers_of,
    shown_secret,
)

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fc00::1", "fe80::1",
        "fe80::1%eth0", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:7f00:1::", "2002:a00:1::1", "64:ff9b::7f00:1",
        "64:ff9b::10.0.0.1", "64:ff9b:1::10.0.0.1", "2001:db8::1", "2001::7f00:1", "localhost", "", "127.1",
    ],
)  # fmt: skip
def test_an_address_is_inside(address: str) -> None:
    assert is_inside(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
)
def test_an_address_is_of_the_internet(address: str) -> None:
    assert not is_inside(address)


def test_a_network_that_a_setting_names_may_be_reached_and_no_other() -> None:
    assert not is_inside("127.0.0.1", LOOPBACK)
    assert not is_inside("::ffff:127.0.0.1", LOOPBACK)
    assert is_inside("10.0.0.1", LOOPBACK)
    assert is_inside("::1", LOOPBACK)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "https://", "https:///x", "https://a:b@example.com/", "https://example.com/#x",
        "https://example.com:99999/", "https://example.com:0/", "https://exa mple.com/", "https://пример.рф/", "example.com", "//example.com",
        "https://[::1/", "javascript:alert(1)", "https://example.com\\@127.0.0.1/",
    ],
)  # fmt: skip
def test_an_address_that_no_webhook_may_have(url: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        checked_url(url, allowed=())
    assert refusal.value.reason.code == "not-a-webhook-url"


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://[::1]/x", "https://10.1.2.3:8443/", "https://0x7f000001/", "https://2130706433/",
        "https://127.1/",
    ],
)  # fmt: skip
def test_a_number_that_leads_inside_is_refused_at_once(url: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        checked_url(url, allowed=())
    assert refusal.value.reason.code == "inside-address"


def test_good_addresses_pass_and_plain_http_where_inner_networks_are_allowed() -> None:
    for url in ("https://example.com/hooks?a=b", "https://8.8.8.8:8443/x"):
        assert checked_url(url, allowed=()) == url
    assert checked_url("http://127.0.0.1:9000/x", allowed=LOOPBACK)


def test_a_message_is_signed_as_standard_webhooks_say() -> None:
    # The example of the specification's own libraries.
    secret = bytes.fromhex("30d9f2a9b2ac3a1f2a5e7d6a2a0f7b9d5c4e1a2b3c4d5e6f")
    message_id, now = UUID(int=7), datetime(2026, 11, 19, 12, tzinfo=UTC)
    headers = headers_of(secret, message_id=message_id, now=now, body=b'{"a":1}')
    assert headers["webhook-id"] == str(message_id)
    assert headers["webhook-timestamp"] == str(int(now.timestamp()))
    version, _, signature = headers["webhook-signature"].partition(",")
    assert version == "v1"
    assert len(signature) == 44
    assert shown_secret(secret) == "whsec_" + b64encode(secret).decode()


def test_the_waits_double_up_to_the_longest_and_the_attempts_last_for_three_days() -> None:
    bounds = WebhookBounds(batch=1, lease_s=1, first_s=10, longest_s=43_200, attempts_max=18)
    waits = [bounds.wait_s(attempts) for attempts in range(1, bounds.attempts_max)]
    assert waits[:3] == [10, 20, 40]
    assert max(waits) == 43_200
    assert 2 * 86_400 < sum(waits) < 4 * 86_400
