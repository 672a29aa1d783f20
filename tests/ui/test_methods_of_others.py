"""What is of another company, or of a place that is not mine, reads like what was made up.

Told of every method of a service that takes somebody's name. A new one without its row fails.
"""

import inspect
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import get_type_hints

from domain.model.carrier import InboundText
from domain.model.conversation_list import ListQuery
from domain.model.drafts import Draft
from domain.model.errors import DomainError
from domain.model.users import Rights
from domain.services import Services
from domain.services.admin.users import UserForm
from tests.domain.conftest import ACCOUNT, DANA, HARBOUR
from tests.fakes import in_pieces, photo
from tests.support.town import MADE_UP, NOBODYS, SECRETS, without_numbers

ACTIVE = {"may_converse": True, "manages_users": False, "is_admin": False}


async def keep(services, ids, by):
    draft = Draft(conversation_id=ids.conversation, text="Mine", written_at=datetime.now(UTC))
    await services.drafts.save(draft, by=by)


def profile(place):
    rights = Rights(**ACTIVE)
    return UserForm(
        name="X", email="x@bright.test", rights=rights, assignments={place: frozenset()}
    )


METHODS = {
    "uploads.add": lambda s, i, by: s.uploads.add(
        i.conversation, in_pieces(photo()), name="x.jpg", by=by, key="a file"
    ),
    "uploads.move_to_conversation": lambda s, i, by: s.uploads.move_to_conversation(
        i.conversation, by=by
    ),
    "uploads.list_for": lambda s, i, by: s.uploads.list_for(i.conversation, by=by),
    "uploads.preview": lambda s, i, by: s.uploads.preview(i.draft_attachment, by=by),
    "uploads.remove": lambda s, i, by: s.uploads.remove(i.draft_attachment, by=by),
    "conversations.allow_texting": lambda s, i, by: s.conversations.allow_texting(
        i.conversation, by=by
    ),
    "conversations.close": lambda s, i, by: s.conversations.close(i.conversation, by=by),
    "conversations.comment": lambda s, i, by: s.conversations.comment(
        i.conversation, "Mine", by=by, key="a remark"
    ),
    "conversations.mark_unread": lambda s, i, by: s.conversations.mark_unread(
        i.conversation, by=by
    ),
    "conversations.need_no_reply": lambda s, i, by: s.conversations.need_no_reply(
        i.conversation, by=by
    ),
    "conversations.need_reply": lambda s, i, by: s.conversations.need_reply(
        i.conversation, since=datetime.now(UTC), by=by
    ),
    "conversations.newer": lambda s, i, by: s.conversations.newer(i.message, by=by),
    "conversations.older": lambda s, i, by: s.conversations.older(i.message, by=by),
    "conversations.open": lambda s, i, by: s.conversations.open(i.conversation, by=by),
    "conversations.opt_out": lambda s, i, by: s.conversations.opt_out(i.conversation, by=by),
    "conversations.read": lambda s, i, by: s.conversations.read(i.message, by=by),
    "conversations.rename": lambda s, i, by: s.conversations.rename(i.conversation, "Mine", by=by),
    "conversations.move": lambda s, i, by: s.conversations.move(i.conversation, i.place, by=by),
    "conversations.reopen": lambda s, i, by: s.conversations.reopen(i.conversation, by=by),
    "conversations.delivery_history": lambda s, i, by: s.conversations.delivery_history(
        i.message, by=by
    ),
    "drafts.save": keep,
    "conversation_list.row_if_matching": lambda s, i, by: s.conversation_list.row_if_matching(
        i.conversation, ListQuery(), by=by
    ),
    "conversation_list.page": lambda s, i, by: s.conversation_list.page(
        ListQuery(point_of_contact_id=i.place), by=by
    ),
    "media.retry_download": lambda s, i, by: s.media.retry_download(i.attachment, by=by),
    "media.get": lambda s, i, by: s.media.get(i.attachment, by=by),
    "media.thumbnail": lambda s, i, by: s.media.thumbnail(i.attachment, by=by),
    "messaging.fit": lambda s, i, by: s.messaging.fit(
        [i.draft_attachment], to=i.conversation, by=by, key="a pack"
    ),
    "messaging.resend": lambda s, i, by: s.messaging.resend(i.message, by=by),
    "messaging.send": lambda s, i, by: s.messaging.send(
        i.conversation, by=by, text="Mine", key="a send"
    ),
    "start.check_number": lambda s, i, by: s.start.check_number("+14165550188", i.place, by=by),
    "start.start": lambda s, i, by: s.start.start(
        i.place, "+14165550188", by=by, text="Mine", key="a first"
    ),
}
"""Of those who text with customers: seen by Jonas, of the Harbour and of Green Fork."""

COMPANYS = {
    "diagnostics.set_webhook": lambda s, i, by: s.diagnostics.set_webhook(i.place, by=by),
    "company.change_point_of_contact": lambda s, i, by: s.company.change_point_of_contact(
        i.place, name="Mine", number="+14165550188", is_default=True, by=by
    ),
    "inbound.route": lambda s, i, by: s.inbound.route(1, i.place, by=by),
    "company.close_point_of_contact": lambda s, i, by: s.company.close_point_of_contact(
        i.place, by=by
    ),
    "company.reopen_point_of_contact": lambda s, i, by: s.company.reopen_point_of_contact(
        i.place, by=by
    ),
    "users.deactivate": lambda s, i, by: s.users.deactivate(i.user, by=by),
    "users.edit": lambda s, i, by: s.users.edit(i.user, profile(MADE_UP), by=by),
    "users.get": lambda s, i, by: s.users.get(i.user, by=by),
    "users.invite": lambda s, i, by: s.users.invite(profile(i.place), by=by),
    "users.link": lambda s, i, by: s.users.link(i.user, by=by),
    "users.reactivate": lambda s, i, by: s.users.reactivate(i.user, by=by),
    "profile.end_sign_in": lambda s, i, by: s.profile.end_sign_in(i.sign_in, by=by),
    "two_factor.switch_off_for": lambda s, i, by: s.two_factor.switch_off_for(i.user, by=by),
    "templates.change": lambda s, i, by: s.templates.change(
        i.template, name="Mine", text="Mine", by=by
    ),
    "templates.delete": lambda s, i, by: s.templates.delete(i.template, by=by),
    "templates.move_to_top": lambda s, i, by: s.templates.move_to_top(i.template, by=by),
    "templates.move_up": lambda s, i, by: s.templates.move_up(i.template, by=by),
}
"""Of those who set the company up: seen by Olga, of Green Fork."""

OF_NOTHING_BUT_ONES_OWN = {
    "sign_in.change_password",
    "sign_in.confirm_password",
    "diagnostics.run",
    "company.change",
    "company.get",
    "company.open_point_of_contact",
    "company.points_of_contact",
    "company.require_two_step",
    "company.set_legal_notice",
    "company.set_notification_number",
    "company.set_opt_out_scope",
    "company.unrouted",
    "push_subscriptions.add",
    "push_subscriptions.remove",
    "drafts.all",
    "audit_log.page",
    "account_emails.send_link",
    "conversation_list.locations",
    "conversation_list.unread",
    "dashboard.summary",
    "users.all",
    "profile.change",
    "profile.get",
    "profile.set_notifications",
    "profile.sign_ins",
    "start.options",
    "templates.add",
    "templates.all",
    "templates.editable",
    "two_factor.begin",
    "two_factor.confirm",
    "two_factor.status",
    "two_factor.renew_recovery_codes",
    "two_factor.switch_off",
}
"""They take no id."""


def methods() -> dict[str, inspect.Signature]:
    """Everything a page or a route may ask a service for, in somebody's name."""
    kinds = get_type_hints(Services)
    found = {}
    for service in fields(Services):
        for name, method in inspect.getmembers(kinds[service.name], inspect.iscoroutinefunction):
            signature = inspect.signature(method)
            is_inner = "tx" in signature.parameters  # a part of another one's unit of work
            if not name.startswith("_") and "by" in signature.parameters and not is_inner:
                found[f"{service.name}.{name}"] = signature
    return found


# SPEC: ACC-6
# TRUST: 2.3-21
def test_every_method_has_its_row():
    rows = METHODS.keys() | COMPANYS.keys()

    assert methods().keys() == rows | OF_NOTHING_BUT_ONES_OWN
    for name in OF_NOTHING_BUT_ONES_OWN - {"audit_log.page"}:
        kinds = [str(each.annotation) for each in methods()[name].parameters.values()]
        assert not any("int" in kind for kind in kinds), name


OF_PLACES = {
    "drafts.all": lambda s, by: s.drafts.all(by=by),
    "conversation_list.locations": lambda s, by: s.conversation_list.locations(by=by),
    "conversation_list.unread": lambda s, by: s.conversation_list.unread(by=by),
    "dashboard.summary": lambda s, by: s.dashboard.summary(by=by),
    "start.options": lambda s, by: s.start.options(by=by),
}
"""What tells of places without being asked for one: of those that one works at."""


# FAULT: T-4
# SPEC: ACC-6 ACC-7
# TRUST: 2.3-21
async def test_what_takes_no_id_tells_of_the_places_one_works_at_and_of_no_others(town):
    """Jonas has half a text at the Harbour, unread and unanswered, and is taken off it."""
    assert OF_PLACES.keys() <= OF_NOTHING_BUT_ONES_OWN
    jonas, services = town.house.jonas, town.services
    before = {name: str(await ask(services, jonas)) for name, ask in OF_PLACES.items()}
    both = replace(jonas, points_of_contact=jonas.points_of_contact | {town.harbour.place})
    await keep(services, town.harbour, both)
    text = InboundText(
        account=ACCOUNT, carrier_id="SMagain", sender=DANA, recipient=HARBOUR, text="Lemonade?"
    )
    await services.inbound.receive(text)
    for name, ask in OF_PLACES.items():
        assert str(await ask(services, both)) != before[name], name

    after = {name: str(await ask(services, jonas)) for name, ask in OF_PLACES.items()}

    assert after == before


async def outcome(asking):
    """What one gets to know, in words."""
    try:
        told = str(await asking)
        assert not any(secret in told for secret in SECRETS), told
        return without_numbers(told)
    except DomainError as refusal:
        return f"{type(refusal).__name__}: {refusal}"


# SPEC: ACC-6 ACC-7
# TRUST: 2.3-21 2.3-23 2.3-28 2.3-29
async def test_asking_for_what_is_not_mine_is_answered_as_if_it_were_made_up(town, tmp_path):
    database = tmp_path / "live-conversations.db"
    before = town.rows(database)
    jonas, olga = town.house.jonas, town.house.olga

    for rows, by, foreign in (
        (METHODS, jonas, (town.harbour, town.fork)),
        (METHODS, olga, (town.fork,)),
        (COMPANYS, olga, (town.fork,)),
    ):
        for name, ask in rows.items():
            made_up = await outcome(ask(town.services, NOBODYS, by))
            assert made_up in NOTHING or "does not exist" in made_up, (name, made_up)
            for ids in foreign:
                assert await outcome(ask(town.services, ids, by)) == made_up, name

    assert town.rows(database) == before


NOTHING = ("None", "[]")


async def test_ones_own_is_answered(town):
    """Or the tables above would prove nothing."""
    amira = replace(town.house.amira, manages_users=True)
    for name in ("conversations.open", "media.get", "uploads.preview", "conversation_list.page"):
        assert str(await METHODS[name](town.services, town.own, amira)) not in NOTHING, name
