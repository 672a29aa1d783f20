"""Where a visitor wanted to go, and whether they may be sent there after signing in."""

from urllib.parse import quote, unquote

from starlette.requests import HTTPConnection

HOME = "/"
SIGN_IN = "/sign-in"
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
    query = connection.scope["query_string"].decode("latin-1")
    wanted = connection.scope["path"] + (f"?{query}" if query else "")
    if wanted == HOME or len(wanted) > LONGEST:
        return SIGN_IN
    return f"{SIGN_IN}?next={quote(wanted, safe='/')}"


def safe_next(wanted: str) -> str:
    """A path of this site as it is, anything else as the home page.

    Browsers read backslashes as slashes and drop tabs and line ends: to them "/\\evil.example"
    and "/<tab>/evil.example" are other sites.
    """
    path = unquote(wanted)
    stays = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return wanted if stays and path.isprintable() and wanted.startswith("/") else HOME
