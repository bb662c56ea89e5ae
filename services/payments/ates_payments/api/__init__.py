"""The routes of payments, and who may call them."""

from fastapi import APIRouter

from ates_payments.api import bank_files, payouts

router = APIRouter(tags=["payments"])
router.include_router(payouts.router)
router.include_router(bank_files.router)
