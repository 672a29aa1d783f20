"""/settings/notifications: the number that users are texted from when customers write."""

from domain.model.access_errors import NumberNotAssigned
from domain.model.errors import NotAPhoneNumber
from ui.formatting.phone_numbers import number_in
from ui.frame.forms import Form, card, checked_by, hint, text_field
from ui.frame.frame import Frame
from ui.frame.loaded import Loaded
from ui.frame.text import text
from ui.pages.settings.tabs import SettingsPages, follow_settings
from ui.security.paths import USERS


def register(settings: SettingsPages) -> None:
    @settings.page("/notifications", tab="Notifications")
    async def notifications(frame: Frame) -> None:
        await NotificationNumber(frame).build()


class NotificationNumber:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._company = frame.services.company
        self._loaded = Loaded()

    async def build(self) -> None:
        with card("Notifications by SMS"):
            with hint("Choose who is notified, and how, under "):
                text("a", "Users").props["href"] = USERS
            self._number = text_field(
                "Notification number",
                kind="tel",
                hint="Your users get texts from this number of yours when customers write. "
                "Leave empty to turn off SMS notifications.",
                check=checked_by(self._parse),
            )
            Form(
                self._frame,
                self._save,
                fields=[self._number],
                errors={NotAPhoneNumber: self._number, NumberNotAssigned: self._number},
            )
        await self._show()
        follow_settings(self._frame, self._show)

    async def _show(self) -> None:
        company = await self._company.get(by=self._frame.member)
        self._country = company.country
        number = company.notification_number
        self._loaded.show(self._number, number_in(number, country=self._country) if number else "")

    def _parse(self, written: str) -> None:
        if written.strip():
            self._company.parse_number(written, country=self._country)

    async def _save(self) -> None:
        await self._company.set_notification_number(self._number.value, by=self._frame.member)
        self._loaded.keep()
