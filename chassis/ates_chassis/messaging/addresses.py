"""Addresses of RabbitMQ: of one node, or of several of a cluster (`amqp://user:password@one:5672,two:5672/vhost`)."""

from yarl import URL

_SCHEMES = {"amqp", "amqps"}


def addresses_of(url: str) -> list[URL]:
    """One for each node. Raises ValueError where `url` is no such address; its message shows nothing of it."""
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    userinfo, at, hosts = authority.rpartition("@")
    try:
        nodes = [URL(f"{scheme}://{userinfo}{at}{host}{slash}{path}") for host in hosts.split(",")]
        usable = scheme in _SCHEMES and all(node.host and node.port != 0 for node in nodes)
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("not an address like amqp://user:password@host:5672/vhost")
    return nodes
