"""Who gets a task."""

from typing import Literal

from ates_chassis.shared.errors import ConflictError

ASSIGNEE_ROLES = frozenset({"boss", "accountant", "developer", "other"})

Cause = Literal["created", "reassigned", "assignee-left"]


class NobodyToAssignError(ConflictError):
    code = "nobody-to-assign"
