"""What can be done with a user beside editing: links, deactivating, two-step sign-in."""

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from domain.model.users import User
from domain.services.accounts.one_time_links import LinkPurpose, OneTimeLink
from ui.frame.buttons import button
from ui.frame.forms import hint, text_field
from ui.frame.frame import Frame
from ui.frame.menus import Action
from ui.frame.questions import confirm
from ui.frame.text import text
from ui.frame.words import in_words
from ui.security.paths import USERS

LIFETIMES = {LinkPurpose.INVITE: "24 hours", LinkPurpose.RESET: "60 minutes"}
COPY = (
    "async (event) => { const link = event.currentTarget.closest('.link-dialog');"
    " await live.copy(link.querySelector('input').value); emit(); }"
)


class UserActions:
    """`site` is the address of this server, which links begin with."""

    def __init__(self, frame: Frame, *, site: str) -> None:
        self._frame = frame
        self._services = frame.services
        self._member = frame.member
        self._site = site.rstrip("/")

    def may_change(self, user: User) -> bool:
        """Return whether any of this makes sense: only administrators change administrators."""
        return self._member.is_admin or not user.is_admin

    def offered(self, user: User) -> list[Action]:
        """Return what the menu of the user offers."""
        edit = Action("Edit", leads_to=f"{USERS}/{user.id}")
        if not user.active:
            return [edit, Action("Reactivate", lambda: self.reactivate(user))]
        actions = [edit, Action(link_name(user), lambda: self.make_link(user))]
        if user.id != self._member.user_id:
            actions.append(Action("Deactivate", lambda: self.deactivate(user)))
        return actions

    async def make_link(self, user: User) -> None:
        """Make an invitation or a reset link, and show it."""
        try:
            link = await self._services.users.link(user.id, by=self._member)
        except Exception as error:
            self._frame.notify(in_words(error))
        else:
            await self.hand_over(link, user)

    async def deactivate(self, user: User) -> None:
        question = (
            f"Deactivate {user.name}? They are signed out everywhere at once. "
            "What they wrote stays, and you can reactivate them."
        )
        if not await confirm(question, yes="Deactivate", danger=True):
            return
        if await self._frame.attempt(self._services.users.deactivate(user.id, by=self._member)):
            self._frame.notify(
                f"{user.name} is deactivated.",
                action="Undo",
                on_action=lambda: self.reactivate(user),
            )

    async def reactivate(self, user: User) -> None:
        if await self._frame.attempt(self._services.users.reactivate(user.id, by=self._member)):
            self._frame.notify(f"{user.name} is active again, with the same access as before.")

    async def switch_off_two_step(self, user: User) -> None:
        question = (
            f"Switch off two-step sign-in for {user.name}? Be sure it is {user.name} who asks: "
            "until they set it up again, the password alone signs them in."
        )
        if not await confirm(question, yes="Switch off", danger=True):
            return
        off = self._services.two_factor.switch_off_for(user.id, by=self._member)
        if await self._frame.attempt(off):
            self._frame.notify(f"Two-step sign-in is off for {user.name}.")

    async def hand_over(self, link: OneTimeLink, user: User) -> None:
        """Show the link, this once, until the viewer is done with it."""
        title = f"Invite {user.name}" if is_invitation(link) else f"New password for {user.name}"
        with ui.dialog() as dialog, ui.element("div").classes("question link-dialog"):
            dialog.props("persistent transition-duration=120")
            dialog.props["aria-label"] = title
            text("h2", title)
            told = text("p", f"Send this link to {user.name} privately. You will not see it again.")
            told.props("role=status")
            field = text_field("Link", f"{self._site}/{link.purpose}/{link.token}")
            field.props("readonly")
            hint(f"It works once, for {LIFETIMES[link.purpose]}.")
            with ui.element("div").classes("question-answers"):
                if self._services.account_emails.is_configured:
                    sending = button("Send by email", look="secondary")
                    sending.on_click(lambda: self._send(link, user, told, sending))
                copying = button("Copy", look="secondary", icon="copy")
                copying.on("click", lambda: copying.set_text("Copied"), js_handler=COPY)
                button("Done", on_click=lambda: dialog.submit(True))
        try:
            await dialog
        finally:
            dialog.delete()

    async def _send(
        self, link: OneTimeLink, user: User, told: TextElement, sending: ui.button
    ) -> None:
        sending.disable()
        try:
            await self._services.account_emails.send_link(link, to=user, by=self._member)
        except Exception as error:
            told.set_text(in_words(error))
            sending.enable()
        else:
            told.set_text(f"The link is on its way to {user.email}.")


def link_name(user: User) -> str:
    return "Make a reset link" if user.is_activated else "Make a new invitation link"


def is_invitation(link: OneTimeLink) -> bool:
    return link.purpose is LinkPurpose.INVITE
