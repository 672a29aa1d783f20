"""Companies, their points of contact and templates, in SQLite."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    union,
    update,
)

from domain.model.actor import Scope
from domain.model.companies import Company, LegalNotice, PointOfContact
from domain.model.errors import UnknownCompany, UnknownPointOfContact, UnknownTemplate
from domain.model.opt_outs import OptOutScope
from domain.model.templates import Template
from storage.connection import DatabaseConnection
from storage.mapping import add_unique, columns_of, save_unique, values_of, word_in
from storage.scopes import scope_condition
from storage.tables.conversations import conversations
from storage.tables.people import companies, points_of_contact, templates

COMPANY = columns_of(Company, companies)
POINT_OF_CONTACT = columns_of(PointOfContact, points_of_contact)
TEMPLATE = columns_of(Template, templates)


class CompanyRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def add(self, name: str, *, live_conversations: bool, at: datetime) -> Company:
        """Raise `AlreadyTaken` for a name in use."""
        new = {
            "name": name,
            "live_conversations": live_conversations,
            "time_zone": "UTC",
            "country": "US",
            "opt_out_scope": OptOutScope.NUMBER,
            "two_step_required": False,
            "created_at": at,
        }
        row = await add_unique(
            self._connection,
            companies,
            new,
            unique=("name",),
            called=f"The name “{name}”",
            returning=COMPANY,
        )
        return _company(row)

    async def get(self, company_id: int) -> Company:
        (row,) = await self._connection.fetch_all(
            select(*COMPANY).where(companies.c.id == company_id)
        )
        return _company(row)

    async def get_by_name(self, name: str) -> Company:
        """Raise `UnknownCompany` when no company is called so."""
        row = await self._connection.fetch_one(select(*COMPANY).where(companies.c.name == name))
        if row is None:
            raise UnknownCompany(name)
        return _company(row)

    async def save(self, company: Company) -> None:
        """Raise `AlreadyTaken` for a name in use."""
        changed = update(companies).where(companies.c.id == company.id)
        called = f"The name “{company.name}”"
        await save_unique(self._connection, changed.values(**values_of(company)), called=called)

    async def exist(self) -> bool:
        return bool(await self._connection.scalar(select(exists(select(companies.c.id)))))

    async def names(self) -> list[str]:
        """Return the names of all companies, in their order."""
        rows = await self._connection.fetch_all(select(companies.c.name).order_by(companies.c.name))
        return [row.name for row in rows]

    async def is_single_tenant(self) -> bool:
        """Say whether there is one company only."""
        return int(await self._connection.scalar(select(func.count()).select_from(companies))) == 1

    async def add_point_of_contact(
        self, company_id: int, name: str, *, app_number: str, is_default: bool, at: datetime
    ) -> PointOfContact:
        """Raise `AlreadyTaken` for a name in use."""
        new = {
            "company_id": company_id,
            "name": name,
            "app_number": app_number,
            "is_default": is_default,
            "created_at": at,
        }
        row = await add_unique(
            self._connection,
            points_of_contact,
            new,
            unique=("company_id", "name"),
            called=f"The name “{name}”",
            returning=POINT_OF_CONTACT,
        )
        return PointOfContact(**row._mapping)

    async def point_of_contact(self, point_of_contact_id: int, *, within: Scope) -> PointOfContact:
        """Raise `UnknownPointOfContact` for one that is not there or not within."""
        chosen = _seen(within).where(points_of_contact.c.id == point_of_contact_id)
        row = await self._connection.fetch_one(chosen)
        if row is None:
            raise UnknownPointOfContact
        return PointOfContact(**row._mapping)

    async def points_of_contact(self, scope: Scope) -> list[PointOfContact]:
        return await self._places(_seen(scope).order_by(points_of_contact.c.name))

    async def legal_notice(self, point_of_contact_id: int) -> LegalNotice:
        """Return the notice of the point of contact, or else its company's."""
        (row,) = await self._connection.fetch_all(_LEGAL_NOTICE, place_id=point_of_contact_id)
        return LegalNotice(**row._mapping)

    async def save_point_of_contact(self, place: PointOfContact) -> None:
        """Raise `AlreadyTaken` for a name in use."""
        changed = update(points_of_contact).where(points_of_contact.c.id == place.id)
        called = f"The name “{place.name}”"
        await save_unique(self._connection, changed.values(**values_of(place)), called=called)

    async def make_default(self, place: PointOfContact) -> None:
        """Have new customers of its number start there, and nowhere else any more."""
        sharing = points_of_contact.c.app_number == place.app_number
        none = update(points_of_contact).where(sharing).values(is_default=False)
        chosen = update(points_of_contact).where(points_of_contact.c.id == place.id)
        # One after the other: the index that allows one default a number looks at every row.
        await self._connection.execute(none)
        await self._connection.execute(chosen.values(is_default=True))

    async def has_conversations(self, place: PointOfContact) -> bool:
        """Say whether any conversation is held there, or by its number at another place."""
        here = conversations.c.point_of_contact_id == place.id
        shared = exists().where(_PLACE.app_number == place.app_number, _PLACE.id != place.id)
        moved = and_(conversations.c.app_number == place.app_number, ~shared)
        texted = or_(exists().where(here), exists(select(conversations.c.id).where(moved)))
        return bool(await self._connection.scalar(select(texted)))

    async def points_of_contact_for(self, app_number: str) -> list[PointOfContact]:
        """Return the open points of contact that share this number, the default one first."""
        return await self._places(_ANSWERING, app_number=app_number)

    async def ids_with_number(self, number: str) -> set[int]:
        """Return the companies that text customers or users from this number."""
        by_place = select(_PLACE.company_id).where(_PLACE.app_number == number)
        by_itself = select(_ITS_COMPANY.id).where(_ITS_COMPANY.notification_number == number)
        return {row[0] for row in await self._connection.fetch_all(union(by_place, by_itself))}

    async def _places(self, statement: Select[Any], **values: object) -> list[PointOfContact]:
        rows = await self._connection.fetch_all(statement, **values)
        return [PointOfContact(**row._mapping) for row in rows]

    async def add_template(self, company_id: int, *, name: str, text: str) -> Template:
        """Raise `AlreadyTaken` for a name in use."""
        row = await add_unique(
            self._connection,
            templates,
            {"company_id": company_id, "name": name, "text": text, "position": await self._last()},
            unique=("company_id", "name"),
            called=f"The name “{name}”",
            returning=TEMPLATE,
        )
        return Template(**row._mapping)

    async def templates(self, company_id: int) -> list[Template]:
        """Return them in the order the company has put them in."""
        own = select(*TEMPLATE).where(templates.c.company_id == company_id)
        in_order = own.order_by(templates.c.position, templates.c.name)
        return [Template(**row._mapping) for row in await self._connection.fetch_all(in_order)]

    async def save_template(self, template: Template, *, company_id: int) -> None:
        """Raise `AlreadyTaken` for a name in use."""
        changed = update(templates).where(*_own(template.id, company_id))
        called = f"The name “{template.name}”"
        values = changed.values(**values_of(template))
        if not await save_unique(self._connection, values, called=called):
            raise UnknownTemplate

    async def delete_template(self, template_id: int, *, company_id: int) -> None:
        if not await self._connection.execute(
            delete(templates).where(*_own(template_id, company_id))
        ):
            raise UnknownTemplate

    async def order_templates(self, template_ids: Sequence[int], *, company_id: int) -> None:
        for position, template_id in enumerate(template_ids):
            moved = update(templates).where(*_own(template_id, company_id))
            await self._connection.execute(moved.values(position=position))

    async def _last(self) -> int:
        """Return the position behind all others."""
        highest = select(func.coalesce(func.max(templates.c.position), -1))
        return int(await self._connection.scalar(highest)) + 1


_PLACE, _ITS_COMPANY = points_of_contact.c, companies.c
_LEGAL_NOTICE = (
    select(
        func.coalesce(_PLACE.legal_notice, _ITS_COMPANY.legal_notice).label("text"),
        case(
            (_PLACE.legal_notice.is_not(None), _PLACE.notice_language),
            else_=_ITS_COMPANY.notice_language,
        ).label("language"),
    )
    .join_from(points_of_contact, companies, _ITS_COMPANY.id == _PLACE.company_id)
    .where(_PLACE.id == bindparam("place_id"))
)
_ANSWERING = (
    select(*POINT_OF_CONTACT)
    .where(_PLACE.app_number == bindparam("app_number"), _PLACE.closed_at.is_(None))
    .order_by(_PLACE.is_default.desc(), _PLACE.id)
)
"""Sorts the default one first."""


def _company(row: Row[Any]) -> Company:
    scope = word_in(OptOutScope, row.opt_out_scope, otherwise=OptOutScope.NUMBER, row_id=row.id)
    return Company(**{**row._mapping, "opt_out_scope": scope})


def _own(template_id: int, company_id: int) -> tuple[ColumnElement[bool], ...]:
    return templates.c.id == template_id, templates.c.company_id == company_id


def _seen(scope: Scope) -> Select[Any]:
    return select(*POINT_OF_CONTACT).where(
        scope_condition(
            scope,
            company_id=points_of_contact.c.company_id,
            point_of_contact_id=points_of_contact.c.id,
        )
    )
