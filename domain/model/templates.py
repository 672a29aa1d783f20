"""Ready-made message texts of a company."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    id: int
    name: str
    text: str
