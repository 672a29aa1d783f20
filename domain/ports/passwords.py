"""Hashing of passwords."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import Protocol


class Passwords(Protocol):
    """Slow on purpose, and off the event loop."""

    @abstractmethod
    async def hash(self, password: str) -> str: ...

    @abstractmethod
    async def matches(self, password: str, hashed: str | None) -> bool:
        """Take as long when there is no hash as when there is one."""

    @abstractmethod
    async def is_guessable(self, password: str, *, names: Iterable[str]) -> bool:
        """Whether a program that knows popular words, names and patterns finds it soon."""

    @abstractmethod
    def needs_rehash(self, hashed: str) -> bool:
        """Whether it was made with weaker parameters than today's."""
