"""What an operator does with payments: `python -m ates_payments parked list`, in the environment of its worker."""

from ates_chassis.messaging.commands.of_service import commands_of, run
from ates_payments.consumers import inbox

commands = commands_of(inbox)

if __name__ == "__main__":
    run(commands, "payments")
