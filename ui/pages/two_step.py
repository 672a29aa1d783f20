"""/account/two-step: sets up two-step sign-in, makes recovery codes, and switches it off."""

from collections.abc import Sequence

from fastapi import Request
from nicegui import ui

from domain.model.access_errors import PasswordNeeded, WrongPassword
from domain.model.two_factor import TotpEnrolment, TwoFactorStatus
from domain.model.two_factor_errors import ReauthenticationFailed, WrongCode
from ui.frame.buttons import button
from ui.frame.forms import Form, card, hint
from ui.frame.frame import Frame
from ui.frame.pages import Pages
from ui.frame.passwords import code_field, password_field, password_form
from ui.frame.text import text
from ui.pages.account import codes_left
from ui.public.public_forms import start_page
from ui.public.sign_in import wanted
from ui.security.paths import ACCOUNT
from ui.security.redirects import TWO_STEP

SECTION = f"{ACCOUNT}#two-step"
CODES_FILE = "recovery-codes.txt"


def register(pages: Pages) -> None:
    @pages.page(TWO_STEP, title="Two-step sign-in")
    async def two_step(frame: Frame, request: Request) -> None:
        await TwoStep(frame, onward=wanted(request)).build()


class TwoStep:
    """One page for all steps; `onward` is where somebody was going who must set it up first."""

    def __init__(self, frame: Frame, *, onward: str | None) -> None:
        self._frame = frame
        self._two_factor = frame.services.two_factor
        self._member = frame.member
        self._onward = onward

    async def build(self) -> None:
        self._email = (await self._frame.services.profile.get(by=self._member)).email
        self._content = ui.element("div").classes("sections")
        await self._show()

    async def _show(self) -> None:
        status = await self._two_factor.status(by=self._member)
        self._content.clear()
        with self._content:
            if not self._member.must_set_up_two_factor:
                with text("p", "").classes("back"):
                    text("a", "Account").props["href"] = SECTION
            text("h1", "Two-step sign-in")
            if self._member.must_set_up_two_factor and not status.is_on:
                text("p", why_required(self._member.company)).classes("note")
            if status.is_on:
                self._draw_codes(status)
                self._draw_off(status)
            elif status.set_up:
                self._draw_key(status.set_up)
                self._draw_confirmation()
            else:
                self._draw_beginning()

    def _draw_beginning(self) -> None:
        with card("Set up"), password_form(self._email):
            text(
                "p",
                "You sign in with your password and a six-digit code from an app on your phone.",
            )
            hint("Whoever knows your password alone does not get in.")
            password = password_field("Current password")

            async def begin() -> None:
                await self._two_factor.begin(password.value, by=self._member)
                await self._show()

            Form(
                self._frame,
                begin,
                button="Set up",
                saved="",
                fields=(password,),
                errors={PasswordNeeded: password, WrongPassword: password},
            )

    def _draw_key(self, enrolment: TotpEnrolment) -> None:
        code = enrolment.qr_code
        with card("1. Give your app the key"):
            text(
                "p",
                "Scan this with an authenticator app on your phone. "
                "Any app that makes six-digit codes will do.",
            )
            with (
                ui.element("svg")
                .classes("qr")
                .props("role=img shape-rendering=crispEdges") as drawn
            ):
                drawn.props["aria-label"] = "QR code with your key"
                drawn.props["viewBox"] = f"0 0 {code.side} {code.side}"
                ui.element("path").props["d"] = code.path
            with ui.element("p").classes("by-touch"):
                button("Open the app on this device", look="secondary", leads_to=enrolment.address)
            hint("Or type this key into the app:")
            key = text("p", " ".join(enrolment.groups)).classes("digits")
            key.props("translate=no data-testid=key")

    def _draw_confirmation(self) -> None:
        with card("2. Type the code it shows"), password_form(self._email):
            code = code_field("Six digits")

            async def confirm() -> None:
                codes = await self._two_factor.confirm(code.value, by=self._member)
                self._give(codes, "Two-step sign-in is on.")

            Form(
                self._frame,
                confirm,
                button="Switch on",
                saved="",
                fields=(code,),
                errors={WrongCode: code},
            )

    def _draw_codes(self, status: TwoFactorStatus) -> None:
        with card("Recovery codes"), password_form(self._email):
            text("p", codes_left(status.codes_left))
            hint(
                "Each signs you in once, without your phone. "
                "When you make new ones, the earlier ones stop working."
            )
            proof = proof_field()

            async def renew() -> None:
                codes = await self._two_factor.renew_recovery_codes(proof.value, by=self._member)
                self._give(codes, "The earlier codes no longer work.")

            Form(
                self._frame,
                renew,
                button="New recovery codes",
                saved="",
                fields=(proof,),
                errors={ReauthenticationFailed: proof},
            )

    def _draw_off(self, status: TwoFactorStatus) -> None:
        with card("Switch off"), password_form(self._email):
            if status.is_required:
                company = self._member.company
                hint(f"{company} requires it, so you set it up again at once, on a new phone, say.")
            else:
                hint(
                    "Then your password alone signs you in. "
                    "For a new phone, switch it off and set it up again."
                )
            proof = proof_field()

            async def switch_off() -> None:
                await self._two_factor.switch_off(proof.value, by=self._member)
                ui.navigate.to(SECTION)

            Form(
                self._frame,
                switch_off,
                button="Switch off",
                saved="Two-step sign-in is off.",
                fields=(proof,),
                errors={ReauthenticationFailed: proof},
                danger=True,
            )

    def _give(self, codes: Sequence[str], news: str) -> None:
        """Show them this once: they are stored as hashes."""
        self._content.clear()
        with self._content:
            heading = text("h1", "Your recovery codes").props("tabindex=-1")
            with card("Keep these codes"):
                text(
                    "p",
                    f"{news} Keep these codes where you find them without your phone: "
                    "on paper, or in a password manager.",
                ).props("role=status")
                hint(
                    "Each signs you in once in place of a code from your app. "
                    "You see them only now."
                )
                with ui.element("ul").classes("digits codes").props("translate=no") as shown:
                    shown.props["aria-label"] = "Recovery codes"
                    for code in codes:
                        text("li", code)
                with ui.element("div").classes("buttons"):
                    self._draw_keeping("\n".join(codes))
                button("I’ve saved them", leads_to=self._onward or self._way_back())
        heading.run_method("focus")

    def _draw_keeping(self, codes: str) -> None:
        button("Copy", look="secondary", on_click=lambda: self._frame.notify("Copied.")).on(
            "click",
            js_handler="() => live.copy([...document.querySelectorAll('.codes li')]"
            ".map((code) => code.textContent).join('\\n'))",
        )
        button(
            "Download",
            look="secondary",
            icon="download",
            on_click=lambda: ui.download.content(f"{codes}\n", CODES_FILE),
        )

    def _way_back(self) -> str:
        return start_page(self._member) if self._member.must_set_up_two_factor else SECTION


def why_required(company: str) -> str:
    return (
        f"{company} requires two-step sign-in of everyone, so that nobody gets in with a stolen "
        "password. Set it up once, then you go on to where you were going."
    )


def proof_field() -> ui.input:
    return password_field("Current password, or a code from your app")
