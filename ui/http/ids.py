"""Numbers that stand in addresses: none that the database could not hold."""

from typing import Annotated

from fastapi import Path, Query

MOST = 2**63 - 1

Id = Annotated[int, Path(ge=1, le=MOST)]
AskedId = Annotated[int | None, Query(ge=1, le=MOST)]


def id_in(written: str) -> int | None:
    """Return the id that stands in an address; `None` for what no database could hold."""
    is_number = written.isascii() and written.isdecimal() and len(written) <= len(str(MOST))
    return int(written) if is_number and 0 < int(written) <= MOST else None
