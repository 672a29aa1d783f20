"""The numbers a phone can text with, and what the company calls them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AppNumber:
    number: str
    point_of_contact: str


class AppNumbers:
    """Asked for anew each time: points of contact come and go while the simulator runs."""

    def __init__(self, read: Callable[[], Awaitable[Sequence[AppNumber]]]) -> None:
        self._read = read

    async def all(self) -> Mapping[str, str]:
        """Each number once, with the names of all who share it."""
        names: dict[str, str] = {}
        for app_number in await self._read():
            known = names.get(app_number.number)
            names[app_number.number] = (
                f"{known} & {app_number.point_of_contact}"
                if known
                else (app_number.point_of_contact)
            )
        return names
