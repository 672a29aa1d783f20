"""Templates: ready-made texts of the company."""

from collections.abc import Callable

from domain.model.actor import Member
from domain.model.audit import AuditAction
from domain.model.errors import UnknownTemplate
from domain.model.names import required
from domain.model.templates import Template, validate_template
from domain.ports.clock import Clock
from domain.services.admin.audit import audit
from storage.database import Database, Transaction


class TemplatesService:
    def __init__(self, *, store: Database, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def all(self, *, by: Member) -> list[Template]:
        by.require_conversations()
        return await self._all(by)

    async def editable(self, *, by: Member) -> list[Template]:
        """Return all templates for administrators, also those who may not text."""
        by.require_administration()
        return await self._all(by)

    async def add(self, name: str, text: str, *, by: Member) -> None:
        """Add one at the end. Raise `UnknownPlaceholder`, or `AlreadyTaken` for a name in use."""
        by.require_administration()
        name, text = _validated(name, text)
        async with self._store.transaction() as tx:
            added = await tx.companies.add_template(by.company_id, name=name, text=text)
            await self._audit(tx, AuditAction.TEMPLATE_ADDED, added.id, by=by)

    async def change(self, template_id: int, *, name: str, text: str, by: Member) -> None:
        """Raise as `add` does, or `UnknownTemplate`."""
        by.require_administration()
        name, text = _validated(name, text)
        async with self._store.transaction() as tx:
            changed = Template(id=template_id, name=name, text=text)
            await tx.companies.save_template(changed, company_id=by.company_id)
            await self._audit(tx, AuditAction.TEMPLATE_CHANGED, template_id, by=by)

    async def delete(self, template_id: int, *, by: Member) -> None:
        by.require_administration()
        async with self._store.transaction() as tx:
            await tx.companies.delete_template(template_id, company_id=by.company_id)
            await self._audit(tx, AuditAction.TEMPLATE_DELETED, template_id, by=by)

    async def move_up(self, template_id: int, *, by: Member) -> None:
        """Move it one up; the first one stays where it is."""
        await self._move(template_id, lambda place: max(0, place - 1), by=by)

    async def move_to_top(self, template_id: int, *, by: Member) -> None:
        """Make it the first one."""
        await self._move(template_id, lambda _: 0, by=by)

    async def _move(self, template_id: int, to: Callable[[int], int], *, by: Member) -> None:
        """`to` returns the new place of a template, given its place now; the first is 0."""
        by.require_administration()
        async with self._store.transaction() as tx:
            order = [template.id for template in await tx.companies.templates(by.company_id)]
            if template_id not in order:
                raise UnknownTemplate
            place = to(order.index(template_id))
            order.remove(template_id)
            order.insert(place, template_id)
            await tx.companies.order_templates(order, company_id=by.company_id)
            await self._audit(tx, AuditAction.TEMPLATE_MOVED, template_id, by=by)

    async def _all(self, by: Member) -> list[Template]:
        async with self._store.reading() as stored:
            return await stored.companies.templates(by.company_id)

    async def _audit(
        self, tx: Transaction, action: AuditAction, template_id: int, *, by: Member
    ) -> None:
        await audit(tx, action, template_id, by=by, at=self._clock.now())


def _validated(name: str, text: str) -> tuple[str, str]:
    """Return name and text with the line ends that phones use."""
    name = required("The name of the template", name)
    text = text.replace("\r\n", "\n").strip()
    validate_template(text)
    return name, text
