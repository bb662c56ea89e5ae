"""What a notice says, and how its kind is called where one chooses what is mailed."""

from collections.abc import Mapping
from types import MappingProxyType

from ates_web.pages.language import _, later, ngettext

# In the order in which they are shown.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "task-given": later("A task is given to me"),
        "task-taken": later("A task is taken from me"),
        "reward": later("I get a reward"),
        "correction": later("My balance is corrected"),
        "payout-due": later("A payout is on its way"),
        "payout-settled": later("A payout reached me"),
        "payout-failed": later("A payout did not reach me"),
    }
)
_ONE: Mapping[str, str] = MappingProxyType(
    {
        "task-given": later("A new task for you"),
        "task-taken": later("A task was taken from you"),
        "reward": later("A reward for you"),
        "correction": later("Your balance was corrected"),
        "payout-due": later("Your payout is on its way"),
        "payout-settled": later("Your payout reached you"),
        "payout-failed": later("Your payout did not reach you"),
    }
)


def headline(kind: str, count: int) -> str:
    """In a few words. Of a kind that is newer than web, only that there is something."""
    if count > 1:
        match kind:
            case "task-given":
                return ngettext("%(num)s new task for you", "%(num)s new tasks for you", count)
            case "task-taken":
                return ngettext(
                    "%(num)s task was taken from you", "%(num)s tasks were taken from you", count
                )
            case "reward":
                return ngettext("%(num)s reward for you", "%(num)s rewards for you", count)
            case "correction":
                return ngettext(
                    "Your balance was corrected %(num)s time",
                    "Your balance was corrected %(num)s times",
                    count,
                )
    return _(_ONE.get(kind, later("Something new for you")))
