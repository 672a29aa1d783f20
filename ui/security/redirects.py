"""Redirects to the sign-in page and back: where somebody wanted to go, if it is ours."""

from urllib.parse import quote, unquote

from starlette.requests import HTTPConnection

HOME = "/"
SIGN_IN = "/sign-in"
CODE = "/sign-in/code"
FORGOTTEN = "/forgot-password"
TWO_STEP = "/account/two-step"
SOCKETS = "/_nicegui_ws/"
NEVER_PAGES = ("/_nicegui", "/api/", "/media/", "/m/", "/session")
LONGEST = 1000


def asks_for_a_page(connection: HTTPConnection) -> bool:
    """A person's navigation, not a script, a picture or a socket."""
    path: str = connection.scope["path"]
    if connection.scope["method"] not in ("GET", "HEAD") or path.startswith(NEVER_PAGES):
        return False
    return connection.headers.get("sec-fetch-dest", "document") == "document"


def sign_in_first(connection: HTTPConnection) -> str:
    """The sign-in page, which leads back to here."""
    return leading_to(_wanted(connection), through=SIGN_IN)


def set_up_first(connection: HTTPConnection) -> str:
    """Where two-step sign-in is set up, which leads back to here."""
    return leading_to(_wanted(connection), through=TWO_STEP)


def is_for_setting_up(path: str) -> bool:
    """What those may see who have yet to set up two-step sign-in.

    A socket of theirs joins no page but that one: `ui.security.sockets` sees to it.
    """
    return path == TWO_STEP or path.startswith(SOCKETS)


def leading_to(wanted: str | None, *, through: str) -> str:
    if wanted in (None, HOME) or len(wanted) > LONGEST:
        return through
    return f"{through}?next={quote(wanted, safe='/')}"


def safe_next(wanted: str) -> str:
    """A path of this site as it is, anything else as the home page.

    Browsers read backslashes as slashes and drop tabs and line ends: to them "/\\evil.example"
    and "/<tab>/evil.example" are other sites.
    """
    path = unquote(wanted)
    stays = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return wanted if stays and path.isprintable() and wanted.startswith("/") else HOME


def _wanted(connection: HTTPConnection) -> str:
    query = connection.scope["query_string"].decode("latin-1")
    path: str = connection.scope["path"]
    return f"{path}?{query}" if query else path
