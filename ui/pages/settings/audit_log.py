"""/settings/audit-log: who changed what, and when, page by page."""

from collections.abc import Mapping

from nicegui import ui
from starlette.requests import Request

from domain.model.audit import AuditAction, AuditEntry
from ui.formatting.moments import moment_text
from ui.frame.buttons import button
from ui.frame.frame import Frame
from ui.frame.text import text
from ui.http.ids import id_in
from ui.pages.settings.tabs import SettingsPages, follow_settings
from ui.security.paths import SETTINGS, USERS

PATH = "/audit-log"
OPERATOR = "The operator"
HEADINGS = ("When", "Who", "What", "About")
OF_USERS = frozenset(
    {
        AuditAction.USER_CREATED,
        AuditAction.ADMINISTRATOR_CREATED,
        AuditAction.USER_INVITED,
        AuditAction.USER_JOINED,
        AuditAction.USER_CHANGED,
        AuditAction.RIGHTS_CHANGED,
        AuditAction.USER_DEACTIVATED,
        AuditAction.USER_REACTIVATED,
        AuditAction.LINK_MADE,
        AuditAction.PASSWORD_RESET,
        AuditAction.TWO_STEP_OFF_FOR_USER,
        AuditAction.TWO_STEP_OFF_BY_OPERATOR,
    }
)
OF_LOCATIONS = frozenset(
    {
        AuditAction.POINT_OF_CONTACT_ADDED,
        AuditAction.POINT_OF_CONTACT_CHANGED,
        AuditAction.POINT_OF_CONTACT_CLOSED,
        AuditAction.POINT_OF_CONTACT_REOPENED,
        AuditAction.WEBHOOK_SET,
    }
)
OF_TEMPLATES = frozenset(
    {AuditAction.TEMPLATE_ADDED, AuditAction.TEMPLATE_CHANGED, AuditAction.TEMPLATE_MOVED}
)

Names = Mapping[int, str]


def register(settings: SettingsPages) -> None:
    @settings.page(PATH, tab="Audit log")
    async def audit_log(frame: Frame, request: Request) -> None:
        await AuditLog(frame, before=id_in(request.query_params.get("before", ""))).build()


class AuditLog:
    """One page of the log; the newest one goes on by itself."""

    def __init__(self, frame: Frame, *, before: int | None) -> None:
        self._frame = frame
        self._before = before

    async def build(self) -> None:
        self._zone = await self._frame.zone()
        with ui.element("div").classes("table-card"), ui.element("table").classes("table"):
            with ui.element("thead"), ui.element("tr"):
                for heading in HEADINGS:
                    text("th", heading).props("scope=col")
            self._rows = ui.element("tbody")
        with ui.element("nav").classes("list-foot").props("aria-label=Pages") as self._pages:
            pass
        await self._show()
        follow_settings(self._frame, self._follow)

    async def _follow(self) -> None:
        """An older page stays as it is: nothing is added there."""
        if self._before is None:
            await self._show()

    async def _show(self) -> None:
        member, services = self._frame.member, self._frame.services
        entries, has_more = await services.audit_log.page(by=member, before=self._before)
        users = await services.users.all(by=member)
        places = await services.company.points_of_contact(by=member)
        templates = await services.templates.editable(by=member)
        links = (
            (OF_USERS, USERS, {each.user.id: each.user.name for each in users}),
            (
                OF_LOCATIONS,
                f"{SETTINGS}/points-of-contact",
                {place.id: place.name for place in places},
            ),
            (OF_TEMPLATES, f"{SETTINGS}/templates", {each.id: each.name for each in templates}),
        )
        self._rows.clear()
        with self._rows:
            for entry in entries:
                self._build_row(entry, links)
        self._build_pages(entries[-1].id if has_more else None)

    def _build_row(
        self, entry: AuditEntry, links: tuple[tuple[frozenset[AuditAction], str, Names], ...]
    ) -> None:
        now = self._frame.services.dashboard.now()
        with ui.element("tr").props("data-testid=audit-entry"):
            text("td", capitalised(moment_text(entry.at, now=now, zone=self._zone)))
            text("td", entry.by or OPERATOR).props("data-label=Who dir=auto")
            text("td", capitalised(entry.deed)).props("data-label=What")
            with ui.element("td").props("data-label=About"):
                if entry.about:
                    text("span", entry.about)
                for deeds, path, names in links:
                    if entry.deed in deeds and entry.object_id in names:
                        link = text("a", names[entry.object_id]).props("dir=auto")
                        link.props["href"] = f"{path}/{entry.object_id}"

    def _build_pages(self, oldest: int | None) -> None:
        self._pages.clear()
        self._pages.set_visibility(oldest is not None or self._before is not None)
        with self._pages:
            if self._before is not None:
                button("Newest", look="secondary", leads_to=f"{SETTINGS}{PATH}")
            if oldest is not None:
                button("Older", look="secondary", leads_to=f"{SETTINGS}{PATH}?before={oldest}")


def capitalised(words: str) -> str:
    return words[0].upper() + words[1:]
