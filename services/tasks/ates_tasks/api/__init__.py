"""The routes of tasks, and who may call them."""

from fastapi import APIRouter

from ates_tasks.api import assignment, imports, lists, tasks

router = APIRouter(tags=["tasks"])
router.include_router(assignment.router)
router.include_router(imports.router)
router.include_router(lists.router)
# After the lists: `/tasks/{task_id}` would take their paths.
router.include_router(tasks.router)
