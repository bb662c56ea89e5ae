"""The routes of accounting, and who may call them."""

from fastapi import APIRouter

from ates_accounting.api import ledger, payday

router = APIRouter(tags=["accounting"])
router.include_router(ledger.router)
router.include_router(payday.router)
