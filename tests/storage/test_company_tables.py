"""Which tables a company takes along when it moves."""

from sqlalchemy import Integer

from storage.company_tables import CARRIED, LEFT_OUT, POSITIONS, columns_of, references_of
from storage.schema import METADATA

COUNTS = {
    "colour",
    "attempt",
    "unreached",
    "number",
    "position",
    "tries",
    "size",
    "width",
    "height",
}
"""Whole numbers that are the id of nothing."""


# SPEC: OPS-2
# FAULT: S-9
def test_each_table_is_carried_or_left_out_for_a_reason():
    assert {*CARRIED, *LEFT_OUT} == set(METADATA.tables.values())
    assert not {*CARRIED} & {*LEFT_OUT}
    assert all(reason.endswith(".") for reason in LEFT_OUT.values())


# SPEC: OPS-2
def test_each_table_comes_after_all_that_it_refers_to():
    for place, table in enumerate(CARRIED):
        assert set(references_of(table).values()) <= set(CARRIED[:place])


# SPEC: OPS-2
def test_each_number_that_is_carried_is_known_to_be_an_id_or_to_be_none():
    """Ids mean something else in the other installation, also those without a foreign key."""
    for table in CARRIED:
        numbers = {column.name for column in columns_of(table) if isinstance(column.type, Integer)}
        ids = {"id", *references_of(table), *(column.name for column in POSITIONS)}
        assert numbers - ids <= COUNTS, table.name
