"""The routes of accounting, and who may call them."""

from fastapi import APIRouter

from ates_accounting.api import account, corrections, ledger, payday, prices

router = APIRouter(tags=["accounting"])
router.include_router(account.router)
router.include_router(ledger.router)
router.include_router(corrections.router)
router.include_router(payday.router)
router.include_router(prices.router)
