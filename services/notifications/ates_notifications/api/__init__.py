"""The routes of notifications, and who may call them."""

from fastapi import APIRouter

from ates_notifications.api import notices, preferences, webhooks

router = APIRouter(tags=["notifications"])
router.include_router(preferences.router)
router.include_router(notices.router)
router.include_router(webhooks.router)
