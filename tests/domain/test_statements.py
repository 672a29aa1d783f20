"""What one message costs the database. A statement takes a turn of the one writer there is."""

from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from domain.model.messages import DeliveryStatus

IN_BETWEEN = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK", "SELECT pg_advisory_xact_lock")


@pytest.fixture
def statements():
    """Lists what the database is asked meanwhile, without what begins and ends transactions."""

    @contextmanager
    def counted():
        asked = []

        def note(_connection, _cursor, statement, *_):
            if not statement.startswith(IN_BETWEEN):
                asked.append(" ".join(statement.split()))

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return counted


async def test_a_text_that_comes_in_costs_five_statements(house, statements):
    await house.conversation_with()

    with statements() as asked:
        await house.text_in("Are you open?")

    assert len(asked) <= 5, asked


async def test_a_text_from_press_to_delivered_costs_24_statements(house, statements):
    conversation = await house.conversation_with()

    with statements() as sending:
        message = await house.send(conversation, "Until six.")
        await house.deliver()
    message = await house.last_of(message)
    with statements() as reporting:
        await house.report(message, DeliveryStatus.SENT)
        await house.report(message, DeliveryStatus.DELIVERED)

    assert (await house.last_of(message)).delivery is DeliveryStatus.DELIVERED
    assert len(sending) <= 17, sending
    assert len(reporting) <= 7, reporting


# The queue is looked at every few seconds, whether or not anything is in it.
async def test_an_empty_queue_costs_one_statement(house, statements):
    await house.conversation_with()

    with statements() as asked:
        await house.deliver()

    assert len(asked) <= 1, asked
