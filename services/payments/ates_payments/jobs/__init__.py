"""What payments does on a schedule. Any number of workers, one effect: rows are claimed, answers noted once.

What speaks to the outside world lies here too, behind the domain's `Provider` or beside it: use cases know no network.
"""

from collections.abc import Sequence

from ates_chassis.messaging.jobs import Job
from ates_payments.adapters.accounting import Accounting
from ates_payments.adapters.providers import providers_of
from ates_payments.jobs.bank_files import Filing
from ates_payments.jobs.closing import Closing
from ates_payments.jobs.mails import Mailing
from ates_payments.jobs.payouts import Paying
from ates_payments.settings import WorkerSettings


def jobs(settings: WorkerSettings) -> Sequence[Job]:
    closing = Closing(
        Accounting(settings), steps_max=settings.close_steps_max, lease_s=settings.close_lease_s
    )
    paying = Paying(settings, lambda db: providers_of(settings, db))
    every = settings.pay_every_s
    return (
        Job("close days", settings.close_every_s, closing.close_days),
        Job("send payments", every, paying.send),
        Job("reconcile payments", every, paying.reconcile),
        Job("bank files", settings.file_every_s, Filing(settings.file_rules, settings.payer).file),
        Job("mails", settings.mail_every_s, Mailing(settings).send),
    )
