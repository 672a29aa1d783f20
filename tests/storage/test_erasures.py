"""What is left of an erased customer: nothing that tells who it was."""

import pytest

from storage.repositories.erasures import OF_CONVERSATIONS, OF_MESSAGES
from storage.schema import METADATA


# TRUST: 2.3-58
@pytest.mark.parametrize(
    ("of", "erased"), [("conversations", OF_CONVERSATIONS), ("messages", OF_MESSAGES)]
)
def test_whatever_hangs_on_a_customer_is_erased_with_them(of, erased):
    """A new table has to say what becomes of it."""
    hanging = {
        table.name
        for table in METADATA.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == of
    }

    assert hanging == {table.name for table in erased}


# TRUST: 2.3-58
def test_every_table_that_knows_a_customers_number_is_known():
    """Opt-outs keep theirs: they must be honoured."""
    knowing = {
        table.name
        for table in METADATA.tables.values()
        if {"customer_number", "sender"} & {*table.c.keys()}
    }

    assert knowing == {"conversations", "unrouted_inbound", "opt_outs"}
