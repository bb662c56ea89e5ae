"""What to call a browser by what it sends as its name; good enough to recognise one's own."""

from ates_web.pages.language import _

# In this order: each of the later names also stands in what the earlier browsers send.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str | None) -> str:
    """`Chrome on Linux`."""
    sent = user_agent or ""
    browser, system = _first(_BROWSERS, sent), _first(_SYSTEMS, sent)
    if browser is None:
        return _("Unknown browser")
    return _("%(browser)s on %(system)s", browser=browser, system=system) if system else browser


def _first(known: tuple[tuple[str, str], ...], sent: str) -> str | None:
    return next((name for mark, name in known if mark in sent), None)
