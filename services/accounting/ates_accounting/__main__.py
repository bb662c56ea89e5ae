"""What an operator does with accounting: `python -m ates_accounting parked list`, in the environment of its worker."""

from ates_accounting.consumers import listen
from ates_accounting.domain.books import Books
from ates_chassis.messaging.commands.of_service import commands_of, run

# Which books it keeps makes no difference to what it listens to.
commands = commands_of(listen(Books(currency="USD", zone="UTC")))

if __name__ == "__main__":
    run(commands, "accounting")
