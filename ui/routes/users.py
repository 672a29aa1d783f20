"""/users: who works here, what they may, and how they are told."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.errors import DomainError, NotPermitted, UnknownUser
from domain.model.notification_errors import EmailRejected
from domain.model.users import Assignments, Channel, Rights
from domain.services import Services
from domain.services.accounts.one_time_links import OneTimeLink
from domain.services.admin.users import UserForm
from ui.access import viewer
from ui.frame.paths import USERS
from ui.routes.desk import Desk, saved
from ui.security.csrf import CsrfError
from ui.security.site_config import SiteConfig

LIST, FORM, LINK = "users.html", "user.html", "user_link.html"
HIGHEST_ID = 2**63 - 1
RIGHTS = ("may_converse", "manages_users", "is_admin")


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter(prefix=USERS)
    pages = UserPages(services, config)

    @router.get("")
    async def show(request: Request) -> Response:
        return await pages.all(request)

    @router.get("/new")
    async def new(request: Request) -> Response:
        return await pages.form(request, None, AGENT)

    @router.post("/new")
    async def invite(request: Request) -> Response:
        return await pages.invite(request)

    @router.get("/{user_id}")
    async def one(request: Request, user_id: int) -> Response:
        return await pages.one(request, user_id)

    @router.post("/{user_id}")
    async def edit(request: Request, user_id: int) -> Response:
        return await pages.edit(request, user_id)

    @router.post("/{user_id}/link")
    async def link(request: Request, user_id: int) -> Response:
        return await pages.link(request, user_id)

    @router.post("/{user_id}/{deed}")
    async def switch(request: Request, user_id: int, deed: str) -> Response:
        return await pages.switch(request, user_id, deed)

    return router


class UserPages:
    def __init__(self, services: Services, config: SiteConfig) -> None:
        self._services = services
        self._people = services.users
        self._config = config
        self._desk = Desk(services, config)

    async def all(self, request: Request) -> Response:
        member, search = viewer(request), request.query_params.get("search", "")
        colleagues = await self._people.all(by=member, search=search)
        places = await self._services.company.points_of_contact(by=member)
        names = {place.id: place.name for place in places}
        return await self._desk.show(
            request, LIST, colleagues=colleagues, names=names, search=search, channels=Channel
        )

    async def one(self, request: Request, user_id: int, **more: object) -> Response:
        colleague = await self._people.get(_known(user_id), by=viewer(request))
        profile = UserForm(
            name=colleague.user.name,
            email=colleague.user.email,
            rights=colleague.user.rights,
            assignments=colleague.assignments,
        )
        return await self.form(request, user_id, profile, **more)

    async def form(
        self, request: Request, user_id: int | None, profile: UserForm, **more: object
    ) -> Response:
        """Of a user, or of one to be invited; as it was filled in when something is wrong."""
        member = viewer(request)
        member.require_user_management()
        user = (await self._people.get(user_id, by=member)).user if user_id else None
        places = await self._services.company.points_of_contact(by=member)
        return await self._desk.show(
            request,
            FORM,
            user=user,
            profile=profile,
            all_places=places,
            channels=Channel,
            rights=RIGHTS_IN_WORDS,
            is_own=user_id == member.user_id,
            status=422 if "error" in more else 200,
            **more,
        )

    async def invite(self, request: Request) -> Response:
        member = viewer(request)
        member.require_user_management()
        profile = AGENT
        try:
            form = await self._desk.filled_in(request)
            profile = profile_in(form)
            user_id, link = await self._people.invite(profile, by=member)
        except NotPermitted:
            raise
        except (DomainError, CsrfError) as refusal:
            return await self.form(request, None, profile, error=str(refusal))
        return await self._handed_on(request, user_id, link, by_email="by_email" in form)

    async def edit(self, request: Request, user_id: int) -> Response:
        member = viewer(request)
        before = await self._people.get(_known(user_id), by=member)
        try:
            form = await self._desk.filled_in(request)
        except CsrfError as stale:
            return await self.one(request, user_id, error=str(stale))
        profile = profile_in(form)
        if user_id == member.user_id:  # their own rights stand in the form but cannot be changed
            profile = _with_rights(profile, before.user.rights)
        try:
            await self._people.edit(user_id, profile, by=member, password=form.get("current", ""))
        except (NotPermitted, UnknownUser):
            raise
        except DomainError as refusal:
            return await self.form(request, user_id, profile, error=str(refusal))
        return saved(f"{USERS}/{user_id}")

    async def link(self, request: Request, user_id: int) -> Response:
        """Shown only now, in the answer itself: the token is kept nowhere."""
        member = viewer(request)
        await self._people.get(_known(user_id), by=member)
        try:
            form = await self._desk.filled_in(request)
            link = await self._people.link(user_id, by=member)
        except NotPermitted:
            raise
        except (DomainError, CsrfError) as refusal:
            return await self.one(request, user_id, error=str(refusal))
        return await self._handed_on(request, user_id, link, by_email="by_email" in form)

    async def switch(self, request: Request, user_id: int, deed: str) -> Response:
        member = viewer(request)
        deeds = {
            "deactivate": self._people.deactivate,
            "reactivate": self._people.reactivate,
            "two-step-off": self._services.two_factor.switch_off_for,
        }
        await self._people.get(_known(user_id), by=member)
        try:
            form = await self._desk.filled_in(request)
            if deed not in deeds:
                raise UnknownUser
            if deed == "deactivate" and form.get("sure") != "on":
                return await self.one(request, user_id, unsure=True)
            await deeds[deed](user_id, by=member)
        except (NotPermitted, UnknownUser):
            raise
        except (DomainError, CsrfError) as refusal:
            return await self.one(request, user_id, error=str(refusal))
        return saved(f"{USERS}/{user_id}")

    async def _handed_on(
        self, request: Request, user_id: int, link: OneTimeLink, *, by_email: bool
    ) -> Response:
        """By e-mail if that was wished and works; else it is shown."""
        member = viewer(request)
        colleague = await self._people.get(user_id, by=member)
        error, is_sent = None, False
        if by_email:
            try:
                await self._services.account_emails.send_link(link, to=colleague.user, by=member)
                is_sent = True
            except EmailRejected as refusal:
                error = str(refusal)
        address = f"{self._config.public_base_url}/{link.purpose}/{link.token}"
        return await self._desk.show(
            request,
            LINK,
            user=colleague.user,
            address=address,
            purpose=link.purpose,
            is_sent=is_sent,
            by_email=self._services.account_emails.is_configured,
            error=error,
        )


def profile_in(form: Mapping[str, str]) -> UserForm:
    """What the form says; that its points of contact are ours is for the service to check."""
    rights = Rights(**{name: form.get(name) == "on" for name in RIGHTS})
    return UserForm(
        name=form.get("name", ""),
        email=form.get("email", ""),
        rights=rights,
        assignments=places_in(form),
    )


def places_in(form: Mapping[str, str]) -> Assignments:
    """`place-7` assigns, `place-7-email` tells by e-mail."""
    chosen = {name.removeprefix("place-") for name in form if name.startswith("place-")}
    ids = [said for said in chosen if said.isascii() and said.isdecimal() and len(said) <= 18]
    return {
        int(said): frozenset(channel for channel in Channel if f"{said}-{channel}" in chosen)
        for said in ids
    }


def _with_rights(profile: UserForm, rights: Rights) -> UserForm:
    return UserForm(
        name=profile.name, email=profile.email, rights=rights, assignments=profile.assignments
    )


def _known(user_id: int) -> int:
    """What no database could hold is nobody's id."""
    if not 0 < user_id <= HIGHEST_ID:
        raise UnknownUser
    return user_id


AGENT = UserForm(
    name="",
    email="",
    rights=Rights(may_converse=True, manages_users=False, is_admin=False),
    assignments={},
)
"""What most people who are invited will be."""

RIGHTS_IN_WORDS: tuple[tuple[str, str, str], ...] = (
    ("may_converse", "Live Conversations", "Texts with customers of the places below."),
    ("manages_users", "User Management", "Invites users, and chooses where they work."),
    (
        "is_admin",
        "Administrator",
        "Sees every conversation, manages all users, and changes the settings.",
    ),
)
