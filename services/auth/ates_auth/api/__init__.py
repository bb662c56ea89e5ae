"""The routes of auth, and who may call them."""

from fastapi import APIRouter

from ates_auth.api import people, sign_in

router = APIRouter()
router.include_router(sign_in.router)
router.include_router(people.router)
