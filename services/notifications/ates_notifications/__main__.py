"""What an operator does with notifications: `python -m ates_notifications parked list`, in the environment of its worker."""

from ates_chassis.messaging.commands.of_service import commands_of, run
from ates_notifications.consumers import listen
from ates_notifications.domain.preferences import CompanyDefaults

# What the company says of mails makes no difference to what is listened to.
commands = commands_of(listen(CompanyDefaults()))

if __name__ == "__main__":
    run(commands, "notifications")
