"""The fields of a user: name, email, access and locations."""

from collections.abc import Sequence
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

from domain.model.access_errors import PasswordNeeded, WrongPassword
from domain.model.actor import Member
from domain.model.companies import PointOfContact
from domain.model.emails import normalised_email
from domain.model.errors import (
    AlreadyTaken,
    DomainError,
    NotAnEmailAddress,
    Required,
    TextTooLong,
    TooManyFailures,
)
from domain.model.names import required
from domain.model.settings_errors import Unreadable
from domain.model.users import Rights
from domain.services.admin.users import UserForm, UserWithAssignments
from ui.frame.forms import checkbox_field, checked_by, hint, text_field
from ui.frame.text import text
from ui.pages.user_locations import LocationsField

AGENT = UserForm(
    name="",
    email="",
    rights=Rights(may_converse=True, manages_users=False, is_admin=False),
    assignments={},
)
"""What most people who are invited will be."""

PASSWORD_LIMIT = 4096


class UserFields:
    """What is typed in them stays when a colleague changes the user meanwhile."""

    def __init__(
        self,
        member: Member,
        colleague: UserWithAssignments | None,
        places: Sequence[PointOfContact],
    ) -> None:
        """Draw them; without a `colleague`, for somebody to be invited."""
        self._member = member
        self._known = form_of(colleague) if colleague else AGENT
        self._is_own = colleague is not None and colleague.user.id == member.user_id
        self._may_change = member.is_admin or not self._known.rights.is_admin
        self._build_profile()
        self._build_access()
        self._build_locations(places)

    @property
    def value(self) -> UserForm:
        return UserForm(
            name=self.name.value or "",
            email=self.email.value or "",
            rights=Rights(
                may_converse=bool(self._may_converse.value),
                manages_users=bool(self._manages_users.value),
                is_admin=bool(self._is_admin.value),
            ),
            assignments=self._locations.value,
        )

    @property
    def password(self) -> str:
        """What stands in the field for the password, which is asked for one's own email."""
        return self.current.value or ""

    @property
    def errors(self) -> dict[type[DomainError], ui.input]:
        """Beside which field a refusal belongs."""
        of_name = dict.fromkeys((Required, TextTooLong, Unreadable), self.name)
        of_email = dict.fromkeys((AlreadyTaken, NotAnEmailAddress), self.email)
        of_password = dict.fromkeys((PasswordNeeded, WrongPassword, TooManyFailures), self.current)
        return {**of_name, **of_email, **of_password}

    def show(self, colleague: UserWithAssignments | None, places: Sequence[PointOfContact]) -> None:
        """Take over what is stored now, wherever the viewer has changed nothing."""
        before, fresh = self._known, form_of(colleague) if colleague else AGENT
        follow(self.name, before.name, fresh.name)
        follow(self.email, before.email, fresh.email)
        for box, right in (
            (self._may_converse, "may_converse"),
            (self._manages_users, "manages_users"),
            (self._is_admin, "is_admin"),
        ):
            follow(box, getattr(before.rights, right), getattr(fresh.rights, right))
        self._locations.show(places, fresh.assignments)
        self._known = fresh

    def has_saved(self, form: UserForm) -> None:
        """What was typed is what is stored from now on, and the password is kept nowhere."""
        self._known = form
        self._locations.has_saved()
        self.current.set_value("")

    def _build_profile(self) -> None:
        known, may_change = self._known, self._may_change
        self.name = text_field(
            "Name", known.name, required=True, check=checked_by(lambda name: required("It", name))
        )
        self.email = text_field(
            "Email", known.email, kind="email", required=True, check=checked_by(normalised_email)
        )
        self.name.set_enabled(may_change)
        self.email.set_enabled(may_change)
        self.current = text_field(
            "Current password",
            kind="password",
            autocomplete="current-password",
            limit=PASSWORD_LIMIT,
            hint="Needed to change your own email.",
        )
        self._ask_for_password()
        self.email.on_value_change(self._ask_for_password)

    def _ask_for_password(self) -> None:
        is_changed = self.email.value != self._known.email
        self.current.set_visibility(self._is_own and is_changed)

    def _build_access(self) -> None:
        rights, may_change = self._known.rights, self._may_change and not self._is_own
        with ui.element("div").classes("group").props("role=group aria-label=Access"):
            text("h3", "Access")
            if self._is_own:
                hint("Another administrator changes your own access.")
            self._may_converse = checkbox_field(
                "Live Conversations",
                rights.may_converse,
                hint="Texts customers at the locations ticked below.",
                enabled=may_change,
            )
            self._manages_users = checkbox_field(
                "User Management",
                rights.manages_users,
                hint="Invites users, and chooses where they work.",
                enabled=may_change,
            )
            self._is_admin = checkbox_field(
                "Administrator",
                rights.is_admin,
                hint="Sees every conversation, manages all users, and changes the settings.",
                enabled=may_change and self._member.is_admin,
            )

    def _build_locations(self, places: Sequence[PointOfContact]) -> None:
        is_admin = self._member.is_admin
        with ui.element("div").classes("group").props("role=group aria-label=Locations"):
            text("h3", "Locations")
            if not places:
                hint("There is no location yet. An administrator adds them in the settings.")
            elif not is_admin:
                hint(
                    "You choose among the locations where you work yourself. "
                    "An administrator decides how a user is notified."
                )
            self._locations = LocationsField(
                places,
                self._known.assignments,
                may_assign=self._may_change and (is_admin or not self._is_own),
                may_choose_channels=is_admin,
            )


def follow(field: ValueElement[Any], before: object, fresh: object) -> None:
    if field.value == before:
        field.set_value(fresh)


def form_of(colleague: UserWithAssignments) -> UserForm:
    user = colleague.user
    return UserForm(
        name=user.name, email=user.email, rights=user.rights, assignments=colleague.assignments
    )
