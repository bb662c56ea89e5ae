"""The routes of accounting, and who may call them."""

from fastapi import APIRouter

from ates_accounting.api import corrections, ledger, payday, prices, statements

router = APIRouter(tags=["accounting"])
router.include_router(statements.router)
router.include_router(ledger.router)
router.include_router(corrections.router)
router.include_router(payday.router)
router.include_router(prices.router)
