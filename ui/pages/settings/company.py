"""/settings: the company, its legal notice, opting out, and who must sign in with two steps."""

from domain.model.access_errors import NotAvailable
from domain.model.companies import Company
from domain.model.names import required
from domain.model.opt_outs import OptOutScope
from domain.model.time_zones import time_zones
from ui.formatting.countries import country_name
from ui.formatting.moments import zone_name
from ui.frame.forms import (
    Form,
    card,
    checked_by,
    hint,
    radio_field,
    select_field,
    switch_field,
    text_field,
)
from ui.frame.frame import Frame
from ui.frame.loaded import Loaded
from ui.pages.settings.notice_fields import NoticeFields
from ui.pages.settings.tabs import SettingsPages, follow_settings

SCOPES = {
    OptOutScope.NUMBER.value: "Only from the number they texted STOP to",
    OptOutScope.COMPANY.value: "From every number of the company",
}
TWO_STEP_RULES = {False: "Each person decides", True: "Required for everyone"}


def register(settings: SettingsPages) -> None:
    @settings.page(tab="Company", title="Settings")
    async def company(frame: Frame) -> None:
        cards = [part(frame) for part in (CompanyCard, LegalNoticeCard, OptOutCard, TwoStepCard)]

        async def show() -> None:
            stored = await frame.services.company.get(by=frame.member)
            for each in cards:
                each.show(stored)

        await show()
        follow_settings(frame, show)


class SettingsCard:
    """Some settings of the company, and the button that saves them."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._services = frame.services.company
        self._loaded = Loaded()
        self._build()

    def show(self, company: Company) -> None:
        """Fill in what is stored, except where somebody types."""
        raise NotImplementedError

    def _build(self) -> None:
        raise NotImplementedError


class CompanyCard(SettingsCard):
    def show(self, company: Company) -> None:
        self._loaded.show(self._name, company.name)
        self._loaded.show(self._time_zone, company.time_zone)
        self._loaded.show(self._country, company.country)

    def _build(self) -> None:
        codes = self._services.countries()
        countries = sorted((country_name(code), code) for code in codes)
        with card("Company"):
            self._name = text_field(
                "Company name",
                check=checked_by(lambda written: required("The name of the company", written)),
                autocomplete="organization",
                required=True,
            )
            self._time_zone = select_field(
                "Time zone", {zone: zone_name(zone) for zone in time_zones()}, "UTC"
            )
            self._country = select_field(
                "Country",
                {code: name for name, code in countries},
                codes[0],
                hint="Numbers without a country code are read as numbers of this country.",
            )
            fields = self._name, self._time_zone, self._country
            Form(self._frame, self._save, fields=fields, errors={NotAvailable: self._name})

    async def _save(self) -> None:
        await self._services.change(
            name=self._name.value,
            time_zone=self._time_zone.value,
            country=self._country.value,
            by=self._frame.member,
        )
        self._loaded.keep()


class LegalNoticeCard(SettingsCard):
    def show(self, company: Company) -> None:
        self._loaded.show(self._is_on, company.legal_notice is not None)
        notice = company.legal_notice or company.kept_notice
        self._notice.show(self._loaded, notice, company.notice_language)

    def _build(self) -> None:
        with card("Legal notice", anchor="legal-notice"):
            self._is_on = switch_field(
                "Add a notice to first messages",
                hint="The first message of each conversation carries it. "
                "A location may have its own.",
            )
            self._notice = NoticeFields()
            fields = self._notice.text, self._notice.language
            Form(self._frame, self._save, button="Save notice", fields=fields)

    async def _save(self) -> None:
        await self._services.set_legal_notice(
            self._notice.text.value,
            is_on=self._is_on.value,
            language=self._notice.language.value,
            by=self._frame.member,
        )
        self._loaded.keep()


class OptOutCard(SettingsCard):
    def show(self, company: Company) -> None:
        self._loaded.show(self._scope, company.opt_out_scope.value)

    def _build(self) -> None:
        with card("Opting out", anchor="opt-outs"):
            self._scope = radio_field(
                "After STOP, block texts to the customer", SCOPES, OptOutScope.NUMBER.value
            )
            hint(
                "The same holds when your team marks a customer as opted out. If all numbers are "
                "blocked, START to any of them allows texting again."
            )
            Form(self._frame, self._save, button="Save choice")

    async def _save(self) -> None:
        scope = OptOutScope(self._scope.value)
        await self._services.set_opt_out_scope(scope, by=self._frame.member)
        self._loaded.keep()


class TwoStepCard(SettingsCard):
    def show(self, company: Company) -> None:
        self._loaded.show(self._rule, company.two_step_required)

    def _build(self) -> None:
        with card("Two-step sign-in", anchor="two-step"):
            self._rule = radio_field(
                "Ask for a code as well as the password", TWO_STEP_RULES, value=False
            )
            hint(
                "If it is required, everyone, you included, must set it up before seeing "
                "anything else."
            )
            Form(self._frame, self._save, button="Save rule")

    async def _save(self) -> None:
        await self._services.require_two_step(self._rule.value is True, by=self._frame.member)
        self._loaded.keep()
