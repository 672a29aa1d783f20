"""What the stories about pictures have in common: choosing them, and looking at them."""

from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.people import Agent
from tests.fakes import photo
from tests.servers import Server

ON_THE_PHONE = "[data-testid=phone-message] img"


def file(name: str, content: bytes = b"", media_type: str = "image/jpeg") -> dict[str, object]:
    return {"name": name, "mimeType": media_type, "buffer": content or photo(300, 200)}


def files_of(agent: Agent) -> Locator:
    return agent.page.get_by_test_id("composer").locator("input[type=file]")


def previews(agent: Agent, state: str = "") -> Locator:
    """Below the box, all of them or those in this state."""
    shown = agent.page.get_by_test_id("attachment-preview")
    return shown.and_(agent.page.locator(f"[data-state={state}]")) if state else shown


def adds(agent: Agent, *files: dict[str, object]) -> None:
    before = previews(agent).count()
    files_of(agent).set_input_files(list(files))
    expect(previews(agent, "ready")).to_have_count(before + len(files))


def pictures(message: Locator) -> Locator:
    return message.get_by_test_id("attachment")


def size_of(picture: Locator) -> list[int]:
    """In pixels, once it is there; its preview may just be making room for what the server has."""
    while True:
        image = picture.locator("img")
        expect(image).not_to_have_js_property("naturalWidth", 0)
        size: list[int] = image.evaluate("one => [one.naturalWidth, one.naturalHeight]")
        if all(size):
            return size


def database_of(demo: Server) -> Path:
    return demo.data_dir / "demo" / "live-conversations.db"
