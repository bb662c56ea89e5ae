"""The routes of auth, and who may call them."""

from fastapi import APIRouter

from ates_auth.api import preferences, sessions, sign_in, users

router = APIRouter()
router.include_router(sign_in.token_router)
router.include_router(sign_in.router)
router.include_router(sessions.router)
router.include_router(preferences.router)
router.include_router(users.router)
