"""The books know their currency, and take no entry of a process that works in another.

A process says its currency as a setting of its sessions. One that says none is of the release before, or a person.
"""

from alembic import op

from ates_chassis.database.migrations import grant

revision = "0005"
down_revision = "0004"

_UP = (
    """
    CREATE TABLE books (
        id smallint CONSTRAINT pk_books PRIMARY KEY DEFAULT 1 CONSTRAINT ck_books_one CHECK (id = 1),
        currency char(3) NOT NULL CONSTRAINT ck_books_currency CHECK (currency ~ '^[A-Z]{3}$')
    )
    """,
    # Those of a company that began before.
    """
    INSERT INTO books (currency)
    SELECT data ->> 'currency' FROM outbox
    WHERE type IN ('accounting.task-priced.v1', 'accounting.transfer-posted.v1') ORDER BY id LIMIT 1
    """,
    # cannot_connect_now: an outage, in which events wait and requests are refused until somebody mends the setting.
    """
    CREATE FUNCTION refuse_currency(books text, session text) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the books are kept in %, and this process works in %', books, session
            USING ERRCODE = 'cannot_connect_now', HINT = 'Set ATES_CURRENCY to the currency of the books.';
    END $$
    """,
    """
    CREATE FUNCTION require_currency() RETURNS void LANGUAGE plpgsql STABLE AS $$
    DECLARE
        ours text := nullif(current_setting('ates.currency', true), '');
        theirs text := (SELECT currency FROM books);
    BEGIN
        IF theirs <> ours AND (EXISTS (SELECT FROM transfers) OR EXISTS (SELECT FROM tasks)) THEN
            PERFORM refuse_currency(theirs, ours);
        END IF;
    END $$
    """,
    # While there is no entry, the currency is that of whoever posts first. Postings come one at a time (the ledger's lock).
    """
    CREATE FUNCTION claim_currency() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    DECLARE
        ours text := nullif(current_setting('ates.currency', true), '');
        theirs text := (SELECT currency FROM books);
    BEGIN
        IF ours IS NULL OR theirs = ours THEN
            RETURN NULL;
        END IF;
        IF EXISTS (SELECT FROM transfers) OR EXISTS (SELECT FROM tasks) THEN
            IF theirs IS NOT NULL THEN
                PERFORM refuse_currency(theirs, ours);
            END IF;
        END IF;
        INSERT INTO books (currency) VALUES (ours) ON CONFLICT (id) DO UPDATE SET currency = excluded.currency;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER transfers_have_one_currency BEFORE INSERT ON transfers
    FOR EACH STATEMENT EXECUTE FUNCTION claim_currency()
    """,
    """
    CREATE TRIGGER tasks_have_one_currency BEFORE INSERT ON tasks
    FOR EACH STATEMENT EXECUTE FUNCTION claim_currency()
    """,
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
    grant("SELECT", "books")
