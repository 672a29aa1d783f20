"""/settings/check-up: whether everything between this server and the customers' phones works."""

from collections import Counter
from collections.abc import Sequence

from nicegui import ui

from domain.model.diagnostics import CheckResult, CheckStatus, FixedIn
from ui.formatting.phone_numbers import numbers_written
from ui.frame.buttons import button
from ui.frame.forms import Form
from ui.frame.frame import Frame
from ui.frame.text import text
from ui.frame.words import in_words
from ui.icons import icon
from ui.pages.settings.tabs import SettingsPages
from ui.security.paths import SETTINGS

ORDER = (CheckStatus.FAILED, CheckStatus.WARNING, CheckStatus.OK)
SIGNS = {
    CheckStatus.OK: ("check", "All right"),
    CheckStatus.WARNING: ("warning", "To be looked at"),
    CheckStatus.FAILED: ("error", "Wrong"),
}
LINKS = {
    FixedIn.TWILIO: ("Twilio’s console", "https://console.twilio.com/"),
    FixedIn.TWILIO_NUMBERS: (
        "Your numbers at Twilio",
        "https://console.twilio.com/us1/develop/phone-numbers/manage/incoming",
    ),
    FixedIn.TWILIO_STATUS: ("Twilio’s status page", "https://status.twilio.com/"),
    FixedIn.POINTS_OF_CONTACT: ("Points of contact", f"{SETTINGS}/points-of-contact"),
}


def register(settings: SettingsPages) -> None:
    @settings.page("/check-up", tab="Check-up")
    async def check_up(frame: Frame) -> None:
        await CheckUp(frame).build()


class CheckUp:
    """Checks when the page is opened, and again by a button."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._diagnostics = frame.services.diagnostics

    async def build(self) -> None:
        self._country = (await self._frame.services.company.get(by=self._frame.member)).country
        with ui.element("div").classes("check-head"):
            self._summary = text("p", "").props("role=status")
            self._again = button("Check again", look="secondary", icon="replay")
            self._again.on_click(self._run)
        self._progress = ui.linear_progress(show_value=False).props("indeterminate")
        self._progress.props["aria-label"] = "Checking"
        self._findings = ui.element("ul").classes("findings card")
        # The checks ask Twilio and may take seconds: the page does not wait for them.
        ui.timer(0, self._run, once=True)

    async def _run(self) -> None:
        self._show_running(True)
        try:
            findings = await self._diagnostics.run(by=self._frame.member)
        except Exception as error:
            self._summary.set_text(in_words(error))
        else:
            self._show(findings)
        finally:
            self._show_running(False)

    def _show_running(self, is_running: bool) -> None:
        self._again.props.set_bool("loading", is_running)
        self._again.set_enabled(not is_running)
        self._progress.set_visibility(is_running)
        if is_running:
            self._summary.set_text("Checking…")
            self._findings.set_visibility(False)

    def _show(self, findings: Sequence[CheckResult]) -> None:
        """Draw what is wrong first."""
        self._summary.set_text(summary(findings))
        self._findings.clear()
        self._findings.set_visibility(True)
        with self._findings:
            for finding in sorted(findings, key=lambda each: ORDER.index(each.status)):
                self._build_finding(finding)

    def _build_finding(self, finding: CheckResult) -> None:
        sign, name = SIGNS[finding.status]
        with ui.element("li").props("data-testid=finding") as item:
            item.props["data-verdict"] = finding.status.value
            with ui.element("span").classes(f"finding-sign is-{finding.status.value}"):
                icon(sign)
            with ui.element("div").classes("finding-words"):
                with text("h2", self._written(finding.subject)):
                    text("span", f" ({name})").classes("visually-hidden")
                text("p", self._written(finding.message))
                if finding.fix:
                    text("p", finding.fix).classes("hint")
                for place in finding.fixed_in:
                    build_link(place)
                if finding.settable_at is not None:
                    self._build_webhook_form(finding.settable_at)

    def _build_webhook_form(self, place_id: int) -> None:
        async def set_webhook() -> None:
            await self._diagnostics.set_webhook(place_id, by=self._frame.member)
            self._frame.notify("Set at Twilio. Incoming texts are sent to this server now.")
            await self._run()

        Form(self._frame, set_webhook, button="Set at Twilio", saved="")

    def _written(self, sentence: str) -> str:
        return numbers_written(sentence, country=self._country)


def build_link(place: FixedIn) -> None:
    name, address = LINKS[place]
    link = text("a", name)
    link.props["href"] = address
    if address.startswith("https:"):
        link.props("target=_blank rel=noopener")


def summary(findings: Sequence[CheckResult]) -> str:
    counts = Counter(finding.status for finding in findings)
    wrong, unsure = counts[CheckStatus.FAILED], counts[CheckStatus.WARNING]
    if wrong:
        return f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong."
    if unsure:
        return f"It works. {unsure} {'thing' if unsure == 1 else 'things'} could be better."
    return "All is well."
