"""Which addresses lie inside: of this machine, of private networks, and whatever else is not of the internet at large."""

from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

# An IPv4 address within an IPv6 one: who connects to it reaches the former (RFC 6052).
_TRANSLATED: Final = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))

# Of protocols, whatever a version of Python says of it.
_SPECIAL: Final = ip_network("192.0.0.0/24")


def is_inside(text: str, allowed: Sequence[Network] = ()) -> bool:
    """Whether an address must not be connected to. `allowed` are networks that a setting names. What is no address is inside, too."""
    try:
        # Without the zone of a link-local address.
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return True
    return any(not _is_public(each) and not _is_among(each, allowed) for each in _meanings(address))


def _is_public(address: Address) -> bool:
    is_special = address.is_multicast or address.is_reserved or address in _SPECIAL
    return address.is_global and not is_special


def _is_among(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _meanings(address: Address) -> list[Address]:
    """Itself, or the IPv4 addresses that it stands for."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address.sixtofour]
    if address.teredo:
        return list(address.teredo)
    if any(address in network for network in _TRANSLATED):
        return [IPv4Address(int(address) & 0xFFFF_FFFF)]
    return [address]
