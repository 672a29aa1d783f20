"""What users have written and not sent, as it is stored."""

from abc import abstractmethod
from typing import Protocol

from domain.model.actor import Scope
from domain.model.drafts import Draft


class Drafts(Protocol):
    """Each is its owner's alone."""

    @abstractmethod
    async def get(self, conversation_id: int, *, user_id: int) -> Draft:
        """An empty one where nothing was ever written."""

    @abstractmethod
    async def all(self, user_id: int, *, within: Scope) -> list[Draft]:
        """Those that say something, of conversations the user may still see."""

    @abstractmethod
    async def save(self, draft: Draft, *, user_id: int) -> None: ...
