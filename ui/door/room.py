"""How many pages may be open at once: each is kept on the server."""

import time

from nicegui import Client

from domain.model.errors import DomainError
from domain.model.people import Member
from ui.door.sockets import member_of

OF_ONE_SIGN_IN = 20
IN_ALL = 500
STILL_OPENING_SECONDS = 10.0
"""For so long a page may be without a line because it has only just been asked for."""


class TooManyPages(DomainError):
    def __init__(self) -> None:
        super().__init__("Too many pages are open. Close some of them, then load this one again.")


def make_room(page: Client, member: Member) -> None:
    """Give up pages that nobody is at, the oldest first; refuse this one when none is left."""
    everyone = [each for each in Client.instances.values() if member_of(each)]
    own = [each for each in everyone if _belongs(each, member)]
    for pages, most in ((own, OF_ONE_SIGN_IN), (everyone, IN_ALL)):
        too_many = len(pages) - most
        abandoned = [each for each in pages if each is not page and _is_abandoned(each)]
        for each in abandoned[: max(0, too_many)]:
            each.delete()
        if too_many > len(abandoned):
            page.delete()
            raise TooManyPages


def _belongs(page: Client, member: Member) -> bool:
    owner = member_of(page)
    return owner is not None and owner.sign_in_id == member.sign_in_id


def _is_abandoned(page: Client) -> bool:
    is_young = time.time() - page.created < STILL_OPENING_SECONDS
    return not page.has_socket_connection and not is_young
