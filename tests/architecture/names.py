"""Which names a Python file uses, as functions from its text."""

import ast
import io
import tokenize
from collections.abc import Iterator
from typing import Final

# The names of an earlier dialect, each with what it is called now: `docs/glossary.md` has them with their meaning.
RETIRED: Final = {
    "again_and_again": "keep_running, retry",
    "Foreign": "ConsumedEvent",
    "Received": "Delivery",
    "Arrival": "Delivery",
    "Verdict": "Disposition",
    "Once": "Idempotency",
    "OneEffect": "Idempotency",
    "_Ears": "subscriber",
    "_hear": "on_event",
    "Edge": "middleware",
    "_beside": "background task",
    "works": "background tasks",
    "Work": "background task",
    "spare_what_stays": "freeze_gc",
    "told": "published",
    "untold": "unpublished",
    "found": "what it is: rows, match, task",
    "given": "what it is: values, filters, form_values",
    "asked": "params, requests",
    "wanted": "filters, expected",
    "kept": "stored",
    "said": "message, reason",
    "most": "limit, maximum",
    "hold_pool": "lock_assignees_shared",
    "hold_pool_alone": "lock_assignees_exclusive",
    "hold_ledger": "lock_ledger",
    "Patience": "RetryPolicy",
    "_ENDLESS": "a number with a meaning",
    "Desk": "TokenRequest",
    "Vault": "KeyCipher",
    "founding": "bootstrap",
    "standing": "status",
    "DearTask": "MostExpensiveTask",
    "dearest": "most_expensive",
    "InTheMinus": "NegativeBalance",
    "Debtor": "NegativeBalance",
    "Unconfirmed": "UnconfirmedError",
    "NotNow": "MailDeferredError",
    "NotOnItsWay": "NotOnItsWayError",
    "letters": "email_templates",
    "leaving": "deactivation",
    "filing": "new_task, bank_files",
    "who": "viewer, caller, user",
    "words": "formatting",
    "sheets": "exports",
    "moments": "timestamps",
    "Anyone": "SignedIn, Public",
}
# Names that a library gives.
_OF_LIBRARIES: Final = {"given": "hypothesis"}


def retired(path: str, content: str) -> set[str]:
    """The retired names that a file uses, in its own name too."""
    names = {token.string for token in _tokens(content) if token.type == tokenize.NAME}
    names |= {part.removesuffix(".py") for part in path.split("/")}
    imported = {name for name, library in _OF_LIBRARIES.items() if f"from {library} " in content}
    return (names & RETIRED.keys()) - imported


def classes(content: str) -> list[str]:
    return [node.name for node in ast.walk(ast.parse(content)) if isinstance(node, ast.ClassDef)]


def misnamed_errors(content: str) -> set[str]:
    """Exceptions, by their bases in the same file or by name, that are not called errors."""
    if "class " not in content:  # a tree takes ten times as long
        return set()
    return {
        node.name
        for node in ast.walk(ast.parse(content))
        if isinstance(node, ast.ClassDef)
        and not node.name.endswith("Error")
        and any(_is_exception(base) for base in node.bases)
    }


def _is_exception(base: ast.expr) -> bool:
    name = ast.unparse(base).rpartition(".")[2]
    return name == "Exception" or name.endswith("Error")


def _tokens(content: str) -> Iterator[tokenize.TokenInfo]:
    return tokenize.generate_tokens(io.StringIO(content).readline)
