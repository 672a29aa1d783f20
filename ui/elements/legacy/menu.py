"""The burger at the top left, and the menu that slides in from there."""

from domain.model.actor import Member
from ui.elements.live_element import LiveElement

LIVE_CONVERSATIONS = "/live-conversations"
USERS = "/users"
SETTINGS = "/settings"
ACCOUNT = "/account"


class BurgerMenu(LiveElement, component="menu.js"):
    """Also names the page: `active` is the path of the link that leads here."""

    def __init__(self, *, member: Member, brand: str, active: str, unread: int) -> None:
        super().__init__()
        self.props.update(brand=brand, links=links(member), active=active, unread=unread)
        self.props["member"] = {
            "id": member.user_id,
            "name": member.name,
            "initials": member.initials,
            "company": member.company,
        }

    def set_unread(self, count: int) -> None:
        """How many conversations wait to be read: beside the link, and in the tab's title."""
        self.call_client_if_changed("setUnread", count)

    def ring(self) -> None:
        """A soft sound, for a message that the viewer is not looking at."""
        self.call_client("ring")

    def set_in_sync(self, at: str | None) -> None:
        """Up to when the carrier's messages are known to be all here; `None`: nobody can tell."""
        self.call_client_if_changed("setInSync", at)


def links(member: Member) -> tuple[dict[str, object], ...]:
    """Where this member may go."""
    name = "Live Conversations"
    everywhere: tuple[tuple[bool, dict[str, object]], ...] = (
        (True, {"path": "/", "name": "Home", "icon": "home"}),
        (
            member.may_converse,
            {"path": LIVE_CONVERSATIONS, "name": name, "icon": "chat", "counts": True},
        ),
        (member.may_manage_users, {"path": USERS, "name": "Users", "icon": "group"}),
        (member.is_admin, {"path": SETTINGS, "name": "Settings", "icon": "settings"}),
        (True, {"path": ACCOUNT, "name": "Account", "icon": "person"}),
    )
    return tuple(link for may_go, link in everywhere if may_go)
