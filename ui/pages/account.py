"""/account: one's own name, notifications, password, and where one is signed in."""

from nicegui import ui

from domain.model.access_errors import PasswordNeeded, WrongPassword
from domain.model.errors import NotAPhoneNumber, Required, WeakPassword
from domain.model.events import SettingsChanged
from domain.model.notification_errors import UnclearQuietHours
from domain.model.passwords import validate_password
from domain.model.time_zones import time_zones
from domain.model.users import SignIn, User
from domain.services.live.updates import LiveUpdate
from ui.formatting.moments import moment_text, zone_name
from ui.formatting.phone_numbers import number
from ui.formatting.user_agents import device_in_words
from ui.frame.buttons import button
from ui.frame.forms import Form, card, checkbox_field, checked_by, hint, select_field, text_field
from ui.frame.frame import Frame
from ui.frame.pages import Pages
from ui.frame.passwords import password_field, password_form
from ui.frame.text import text
from ui.security.paths import ACCOUNT
from ui.security.redirects import TWO_STEP

SAME_ZONE = "Same as the company"


def register(pages: Pages) -> None:
    @pages.page(ACCOUNT, title="Account")
    async def account(frame: Frame) -> None:
        user = await frame.services.profile.get(by=frame.member)
        text("h1", "Your account")
        Profile(frame, user)
        if frame.member.may_converse:
            Notifications(frame, user)
        NewPassword(frame, user)
        standing = Standing(frame)
        await standing.show()

        async def draw(news: LiveUpdate) -> None:
            if isinstance(news.event, SettingsChanged):
                await standing.show()

        frame.on_update(draw, load_afresh=standing.show)


class Profile:
    """One's name, phone number and time zone; a new number needs the password."""

    def __init__(self, frame: Frame, user: User) -> None:
        self._frame = frame
        phone = number(user.phone, beside=user.phone) if user.phone else ""
        zones: dict[object, str] = {zone: zone_name(zone) for zone in time_zones()}
        with card("You"), password_form(user.email):
            hint(f"You sign in with {user.email}.")
            self._name = text_field("Your name", user.name, autocomplete="name", required=True)
            self._phone = text_field(
                "Phone", phone, kind="tel", autocomplete="tel", hint="For notifications by SMS."
            )
            self._password = password_field(
                "Current password", hint="Needed to change the phone number.", required=False
            )
            self._zone = select_field("Time zone", {"": SAME_ZONE} | zones, user.time_zone or "")
            Form(
                frame,
                self._save,
                fields=(self._name, self._phone, self._password),
                errors={
                    Required: self._name,
                    NotAPhoneNumber: self._phone,
                    PasswordNeeded: self._password,
                    WrongPassword: self._password,
                },
            )
        self._ask_for_password(phone)
        self._phone.on_value_change(lambda: self._ask_for_password(self._known))

    async def _save(self) -> None:
        await self._frame.services.profile.change(
            name=self._name.value,
            phone=self._phone.value,
            time_zone=self._zone.value or "",
            password=self._password.value,
            by=self._frame.member,
        )
        self._password.set_value("")
        self._ask_for_password(self._phone.value)

    def _ask_for_password(self, known: str) -> None:
        """Only for a number other than the one that is known."""
        self._known = known
        self._password.set_visibility(self._phone.value.strip() != known)


class Notifications:
    """On this device, what they show, and when nothing rings."""

    def __init__(self, frame: Frame, user: User) -> None:
        self._frame = frame
        with card("Notifications", anchor="notifications"):
            hint("An administrator decides which messages you are notified about, and how.")
            with ui.element("div").classes("fields").props(':hidden="!live.device"'):
                button(
                    "Notifications on this device", look="secondary", icon="notifications"
                ).props(":aria-pressed=\"live.device === 'on'\" aria-describedby=device-help").on(
                    "click", js_handler="() => live.toggleDevice()"
                )
                hint("").props('id=device-help role=status :textContent="live.deviceHelp"')
            self._hides = checkbox_field(
                "Hide texts in notifications",
                user.hides_texts,
                hint="Notifications show who wrote, not what.",
            )
            text("h3", "Quiet hours")
            with ui.element("div").classes("pair"):
                begin, end = user.quiet_from, user.quiet_until
                self._from = text_field("From", f"{begin:%H:%M}" if begin else "", kind="time")
                self._until = text_field("Until", f"{end:%H:%M}" if end else "", kind="time")
            hint(
                "No sounds, texts or push in these hours. You get them afterwards. "
                "E-mail still arrives."
            )
            Form(
                frame,
                self._save,
                button="Save notifications",
                fields=(self._from, self._until),
                errors={UnclearQuietHours: self._until},
            )

    async def _save(self) -> None:
        await self._frame.services.profile.set_notifications(
            hide_texts=self._hides.value,
            quiet_from=self._from.value or "",
            quiet_until=self._until.value or "",
            by=self._frame.member,
        )


class NewPassword:
    """Needs the one of now; whoever knew that is signed out, unless one says otherwise."""

    def __init__(self, frame: Frame, user: User) -> None:
        self._frame = frame
        with card("Password", anchor="password-section"), password_form(user.email):
            self._current = password_field("Current password")
            self._new = password_field(
                "New password",
                autocomplete="new-password",
                hint="At least 12 characters. A few words in a row are easy to remember.",
                check=checked_by(self._ensure_strong),
            )
            self._elsewhere = checkbox_field("Sign out everywhere else", True)
            Form(
                frame,
                self._save,
                button="Change password",
                saved="Your password is changed.",
                fields=(self._current, self._new),
                errors={
                    PasswordNeeded: self._current,
                    WrongPassword: self._current,
                    WeakPassword: self._new,
                },
            )

    def _ensure_strong(self, password: str) -> None:
        member = self._frame.member
        validate_password(password, names=(member.name, member.company))

    async def _save(self) -> None:
        await self._frame.services.sign_in.change_password(
            self._current.value,
            self._new.value,
            by=self._frame.member,
            leave_elsewhere=self._elsewhere.value,
        )
        self._current.set_value("")
        self._new.set_value("")


class Standing:
    """How one signs in, and where one is; drawn anew whenever that changes."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        with card("Two-step sign-in", anchor="two-step"):
            self._two_step = ui.element("div").classes("fields")
        with card("Where you are signed in", anchor="sign-ins"):
            self._sign_ins = ui.element("ul").classes("sign-ins")

    async def show(self) -> None:
        services, member = self._frame.services, self._frame.member
        status = await services.two_factor.status(by=member)
        sign_ins = await services.profile.sign_ins(by=member)
        zone = await self._frame.zone()
        self._two_step.clear()
        with self._two_step:
            if status.is_on:
                text("p", f"On. {codes_left(status.codes_left)}")
                name = "Recovery codes, or switch off"
            else:
                hint("Off. Turn it on to sign in with your password and a code from your phone.")
                name = "Set up"
            button(name, look="secondary", leads_to=TWO_STEP)
        self._sign_ins.clear()
        with self._sign_ins:
            for sign_in in sign_ins:
                used = moment_text(sign_in.used_at, now=services.dashboard.now(), zone=zone)
                self._row(sign_in, used)

    def _row(self, sign_in: SignIn, used: str) -> None:
        device = device_in_words(sign_in.device)
        with ui.element("li").props("data-testid=sign-in"):
            with ui.element("span"):
                text("strong", device)
                text("small", f"Last used {used}, from {sign_in.address}")
            if sign_in.id == self._frame.member.sign_in_id:
                text("span", "This device").classes("this-device")
                return
            leave = button("Sign out", look="secondary", on_click=lambda: self._end(sign_in.id))
            leave.props["aria-label"] = f"Sign out {device}"

    async def _end(self, sign_in_id: int) -> None:
        ended = self._frame.services.profile.end_sign_in(sign_in_id, by=self._frame.member)
        if await self._frame.attempt(ended):
            self._frame.notify("Signed out there.")


def codes_left(count: int) -> str:
    if not count:
        return "You have no recovery codes left. Make new ones now."
    return f"{count} recovery {'code is' if count == 1 else 'codes are'} left."
