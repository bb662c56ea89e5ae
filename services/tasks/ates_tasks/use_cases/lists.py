"""Lists of tasks."""

from collections.abc import Sequence

from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_tasks.domain.lists import Count, Spread
from ates_tasks.domain.tasks import Task
from ates_tasks.storage import lists
from ates_tasks.storage.lists import TaskFilter

COUNT_MAX = 10_000
# A text is sought title by title.
SOUGHT_COUNT_MAX = 1_000


async def show_tasks(tx: ReadSession, *, filters: TaskFilter, window: Window) -> Sequence[Task]:
    """A page of tasks, with one row more to tell whether there is a next page."""
    return await lists.tasks_page(tx, filters, window)


async def count_tasks(tx: ReadSession, *, filters: TaskFilter) -> Count:
    """How many tasks there are, counted up to COUNT_MAX; up to SOUGHT_COUNT_MAX where a text is sought."""
    return await lists.count_tasks(tx, filters, SOUGHT_COUNT_MAX if filters.q else COUNT_MAX)


async def show_load(tx: ReadSession, *, limit: int) -> Spread:
    """How the open tasks spread over people, with the `limit` most loaded of them."""
    return await lists.spread(tx, limit)
