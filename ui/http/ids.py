"""Numbers that stand in addresses: none that the database could not hold."""

from typing import Annotated

from fastapi import Path, Query

MOST = 2**63 - 1

Id = Annotated[int, Path(ge=1, le=MOST)]
AskedId = Annotated[int | None, Query(ge=1, le=MOST)]
