"""Ready-made texts of the company."""

from domain.model.people import Member
from domain.model.templates import Template
from domain.ports.store import Store


class TemplatesService:
    def __init__(self, *, store: Store) -> None:
        self._store = store

    async def all(self, *, by: Member) -> list[Template]:
        by.require_conversations()
        async with self._store.reading() as stored:
            return await stored.companies.templates(by.company_id)
