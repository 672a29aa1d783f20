"""/users/new and /users/{id}: invites a user, and changes what is known of one."""

from nicegui import ui

from domain.model.actor import Member
from domain.model.errors import UnknownUser
from domain.model.events import SettingsChanged
from domain.model.users import User
from domain.services.admin.users import UserWithAssignments
from domain.services.live.updates import LiveUpdate
from ui.frame.buttons import button
from ui.frame.forms import Form, Save, card, hint
from ui.frame.frame import Frame
from ui.frame.pages import Pages
from ui.frame.text import text
from ui.http.ids import id_in
from ui.pages.user_actions import UserActions, link_name
from ui.pages.user_fields import UserFields
from ui.security.paths import USERS


def register(pages: Pages) -> None:
    may_see = Member.require_user_management
    site = pages.config.public_base_url

    @pages.page(f"{USERS}/new", title="Invite a user", may_see=may_see)
    async def invite(frame: Frame) -> None:
        await InvitePage(frame, UserActions(frame, site=site)).build()

    @pages.page(f"{USERS}/{{user_id}}", title="User", may_see=may_see)
    async def edit(frame: Frame, user_id: str) -> None:
        number = id_in(user_id)
        if number is None:
            raise UnknownUser
        colleague = await frame.services.users.get(number, by=frame.member)
        await UserPage(frame, colleague, UserActions(frame, site=site)).build()


class InvitePage:
    """The form for somebody new, which ends with a link to hand on."""

    def __init__(self, frame: Frame, actions: UserActions) -> None:
        self._frame = frame
        self._services = frame.services
        self._actions = actions

    async def build(self) -> None:
        back()
        text("h1", "Invite a user")
        places = await self._services.company.points_of_contact(by=self._frame.member)
        with card("Profile"):
            self._fields = UserFields(self._frame.member, None, places)
            form_below(self._frame, self._fields, self._invite, button="Invite", saved="")
        self._frame.on_update(self._hear, load_afresh=self._load_afresh)

    async def _invite(self) -> None:
        member = self._frame.member
        user_id, link = await self._services.users.invite(self._fields.value, by=member)
        colleague = await self._services.users.get(user_id, by=member)
        await self._actions.hand_over(link, colleague.user)
        ui.navigate.to(f"{USERS}/{user_id}")

    async def _hear(self, news: LiveUpdate) -> None:
        if isinstance(news.event, SettingsChanged):
            await self._load_afresh()

    async def _load_afresh(self) -> None:
        places = await self._services.company.points_of_contact(by=self._frame.member)
        self._fields.show(None, places)


class UserPage:
    """What is known of a user, and what can be done about their sign-in."""

    def __init__(self, frame: Frame, colleague: UserWithAssignments, actions: UserActions) -> None:
        self._frame = frame
        self._services = frame.services
        self._member = frame.member
        self._colleague = colleague
        self._actions = actions
        self._user_id = colleague.user.id

    async def build(self) -> None:
        back()
        self._heading = text("h1", "")
        self._state = hint("")
        if not self._may_change:
            text("p", "Only an administrator may change an administrator.").classes("note")
        places = await self._services.company.points_of_contact(by=self._member)
        with card("Profile"):
            self._fields = UserFields(self._member, self._colleague, places)
            if self._may_change:
                form_below(self._frame, self._fields, self._save)
        self._sign_in = ui.element("div").classes("card-frame")
        self._show_user()
        self._frame.on_update(self._hear, load_afresh=self._load_afresh)

    @property
    def _may_change(self) -> bool:
        return self._actions.may_change(self._colleague.user)

    async def _save(self) -> None:
        form = self._fields.value
        await self._services.users.edit(
            self._user_id, form, by=self._member, password=self._fields.password
        )
        self._fields.has_saved(form)
        await self._load_afresh()

    async def _hear(self, news: LiveUpdate) -> None:
        if isinstance(news.event, SettingsChanged):
            await self._load_afresh()

    async def _load_afresh(self) -> None:
        """Show what is stored now; what the viewer is typing stays."""
        places = await self._services.company.points_of_contact(by=self._member)
        colleague = await self._services.users.get(self._user_id, by=self._member)
        self._fields.show(colleague, places)
        if colleague != self._colleague:
            self._colleague = colleague
            self._show_user()

    def _show_user(self) -> None:
        user = self._colleague.user
        self._heading.set_text(user.name)
        self._state.set_text(state_of(user))
        self._sign_in.clear()
        if self._may_change:
            with self._sign_in, card("Sign-in"):
                self._draw_sign_in(user)

    def _draw_sign_in(self, user: User) -> None:
        is_own = user.id == self._member.user_id
        if not user.active:
            hint(f"{user.name} gets the same access back.")
            act("Reactivate", lambda: self._actions.reactivate(user))
            return
        hint(about_link(user))
        act(link_name(user), lambda: self._actions.make_link(user))
        if user.has_second_step and is_own:
            hint("Your two-step sign-in is on. You change it under Account.")
        elif user.has_second_step:
            hint(f"Two-step sign-in is on. Switch it off if {user.name} lost the phone.")
            switch_off = "Switch off two-step sign-in"
            act(switch_off, lambda: self._actions.switch_off_two_step(user))
        if not is_own:
            hint(
                f"Deactivating signs {user.name} out everywhere at once. "
                "What they wrote stays, and it can be undone."
            )
            button("Deactivate", look="danger", on_click=lambda: self._actions.deactivate(user))


def back() -> None:
    with text("p", "").classes("back"):
        text("a", "Users").props["href"] = USERS


def form_below(
    frame: Frame, fields: UserFields, save: Save, *, button: str = "Save", saved: str = "Saved."
) -> None:
    Form(
        frame,
        save,
        button=button,
        saved=saved,
        errors=fields.errors,
        fields=(fields.name, fields.email),
    )


def act(name: str, on_click: Save) -> None:
    button(name, look="secondary", on_click=on_click)


def about_link(user: User) -> str:
    if user.is_activated:
        return f"A link that lets {user.name} choose a new password. It works once, for 60 minutes."
    return (
        f"A new link with which {user.name} joins. It works once, for 24 hours, "
        "and earlier ones stop working."
    )


def state_of(user: User) -> str:
    if not user.active:
        return "Deactivated: cannot sign in."
    return "Active." if user.is_activated else "Invited, has not joined yet."
