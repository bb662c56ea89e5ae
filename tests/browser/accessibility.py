"""What axe-core has to say of a page: rules of WCAG 2.2 A and AA, and its best practices."""

from functools import cache

from playwright.async_api import Page

from ates_local.places import checkout_root

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@cache
def _axe() -> str:
    return (checkout_root() / "services/web/node_modules/axe-core/axe.min.js").read_text()


async def violations(page: Page) -> list[str]:
    """One line a violation: its rule, and the elements."""
    await page.evaluate(_axe())
    results = await page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", list(RULES)
    )
    return [
        f"{each['id']}: " + "; ".join(str(node["html"])[:200] for node in each["nodes"][:5])
        for each in results["violations"]
    ]
