"""The list of conversations: pages, filters and unread counts."""

from collections.abc import Collection
from functools import partial

from domain.gateways.phones import PhoneNumbers
from domain.model.actor import Member
from domain.model.companies import PointOfContact
from domain.model.conversation_list import ListedConversation, ListPosition, ListQuery
from storage.database import Database, Repositories

LIST_PAGE_SIZE = 50


class ConversationListService:
    def __init__(self, *, store: Database, phones: PhoneNumbers) -> None:
        self._store = store
        self._phones = phones

    async def page(
        self,
        query: ListQuery,
        *,
        by: Member,
        after: ListPosition | None = None,
        among_newest: bool = False,
    ) -> list[ListedConversation]:
        """Return a page of the list, newest activity first, at most `LIST_PAGE_SIZE` at a time.

        Raise `TookTooLong` when a text cannot be found quickly; `among_newest` looks for it in
        the newest messages only.
        """
        by.require_conversations()
        read = partial(self._store.searching, to_the_end=among_newest)
        async with read() if query.containing.strip() else self._store.reading() as stored:
            return await stored.conversations.page(
                query,
                within=by.scope,
                reader_id=by.user_id,
                numbers=await self._numbers(stored, query, by),
                after=after,
                limit=LIST_PAGE_SIZE,
                among_newest=among_newest,
            )

    async def row_if_matching(
        self, conversation_id: int, query: ListQuery, *, by: Member
    ) -> ListedConversation | None:
        """Return the row of the conversation; `None` when the filter excludes it."""
        by.require_conversations()
        async with self._store.reading() as stored:
            return await stored.conversations.row_if_matching(
                conversation_id,
                query,
                within=by.scope,
                reader_id=by.user_id,
                numbers=await self._numbers(stored, query, by),
            )

    async def locations(self, *, by: Member) -> list[PointOfContact]:
        """Return the points of contact whose conversations this viewer may see."""
        by.require_conversations()
        async with self._store.reading() as stored:
            return await stored.companies.points_of_contact(by.scope)

    async def unread(self, *, by: Member) -> set[int]:
        """Return the ids of the open conversations this viewer has not read."""
        by.require_conversations()
        async with self._store.reading() as stored:
            return await stored.conversations.unread(within=by.scope, reader_id=by.user_id)

    async def _numbers(self, stored: Repositories, query: ListQuery, by: Member) -> Collection[str]:
        if not query.phone.strip():
            return ()
        company = await stored.companies.get(by.company_id)
        return self._phones.search_variants(query.phone, country=company.country)
