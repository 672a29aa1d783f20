"""Those who look after users, what they can do, and Kim, who is to join."""

from dataclasses import replace

import pytest

from domain.gateways.passwords import Argon2Passwords
from domain.model.users import Rights
from domain.services.accounts.one_time_links import OneTimeLinksService
from domain.services.accounts.sign_in import SignInService
from domain.services.admin.audit import AuditLogService
from domain.services.admin.users import UserForm, UsersService

PASSWORD = "a winter coat on hold"
AGENT = Rights(may_converse=True, manages_users=False, is_admin=False)
MANAGER = replace(AGENT, manages_users=True)
ADMINISTRATOR = replace(AGENT, is_admin=True)


@pytest.fixture
def people(store, clock, accounts):
    return UsersService(store=store, clock=clock, sign_in=accounts)


@pytest.fixture
def invitations(store, clock):
    return OneTimeLinksService(store=store, clock=clock, passwords=Argon2Passwords())


@pytest.fixture
def accounts(store, clock):
    return SignInService(store=store, clock=clock, passwords=Argon2Passwords())


@pytest.fixture
def deeds(store, house):
    async def deeds():
        entries, _ = await AuditLogService(store=store).page(by=house.olga)
        return [(entry.by, entry.deed, entry.object_id) for entry in reversed(entries)]

    return deeds


@pytest.fixture
def edit(people):
    """Change some of what is known of a user, and leave the rest."""

    async def edit(who, *, by, password="", **changed):
        found = await people.get(who.user_id, by=by)
        known = UserForm(
            name=found.user.name,
            email=found.user.email,
            rights=found.user.rights,
            assignments=found.assignments,
        )
        await people.edit(who.user_id, replace(known, **changed), by=by, password=password)

    return edit


def kim(**more):
    values = {"name": "Kim Abe", "email": "kim@bright.test", "rights": AGENT, "assignments": {}}
    return UserForm(**values | more)
