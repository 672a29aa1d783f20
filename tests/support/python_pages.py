"""A page that is composed in Python, without a browser: its fields and buttons by their names."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest

from tests.support.product import opened
from tests.support.product import parts as parts
from tests.ui.visitors import Tab, Visitor, until

FIELDS = ("nicegui-input", "nicegui-select", "q-checkbox")
_NOTICE = re.compile(r'return runMethod\(\d+, "notify", \[(.*)\]\)', re.DOTALL)


class PythonPage(Tab):
    """Sends what the browser would, and keeps what it is sent in return."""

    def __init__(self, address: str, page: str) -> None:
        super().__init__(address, page)
        self.told: list[str] = []
        """What popped up."""
        self.socket.on("update", self._update)
        self.socket.on("run_javascript", self._run)

    @property
    def words(self) -> list[str]:
        """What stands on the page, in order."""
        return [each["text"] for each in self.drawn() if each.get("text")]

    def shows(self, words: str) -> bool:
        return any(words in each for each in self.words)

    def field(self, name: str) -> dict[str, Any]:
        """The properties of the first field of this name."""
        found = next(each for each in self.drawn() if self.is_field(each, name))
        props: dict[str, Any] = found["props"]
        return props

    def has(self, name: str) -> bool:
        """Whether there is a field, a button or a link of this name."""
        return any(self.is_field(each, name) or is_button(each, name) for each in self.drawn())

    def link(self, name: str) -> str:
        (found,) = (each for each in self.drawn() if is_button(each, name))
        return str(found["props"]["href"])

    async def fill(self, name: str, value: object, *, nth: int = 0) -> None:
        """Of several fields of this name the one that `nth` says, from 0."""
        found = [each for each in self.drawn() if self.is_field(each, name)][nth]
        found["props"]["value"] = value
        for event in ("update:value", "update:modelValue"):
            await self._report(found, event, value)

    async def click(self, name: str) -> None:
        """Of several buttons of this name the first."""
        found = next(each for each in self.drawn() if is_button(each, name))
        await self._report(found, "click")

    async def sees(self, words: str) -> None:
        await until(lambda: self.shows(words))

    async def is_told(self, words: str) -> None:
        await until(lambda: any(words in each for each in self.told))

    async def is_refused(self, name: str, words: str) -> None:
        """Beside this field."""
        await until(lambda: words in str(self.field(name).get("error-message", "")))

    def is_field(self, element: dict[str, Any], name: str) -> bool:
        props = element.get("props", {})
        return element["tag"] in FIELDS and props.get("aria-label") == name

    def drawn(self) -> Iterator[dict[str, Any]]:
        """The elements on the page, in order; not those that are hidden."""
        yield from self._below("0")

    def _below(self, number: str) -> Iterator[dict[str, Any]]:
        element = self._elements[number]
        if "hidden" in element.get("class", []):
            return
        yield element | {"id": int(number)}
        slots = (slot["ids"] for slot in element.get("slots", {}).values())
        for ids in (*slots, element.get("children", [])):
            for child in ids:
                yield from self._below(str(child))

    async def _report(self, element: dict[str, Any], event: str, *details: object) -> None:
        listeners = [each for each in element["events"] if each["type"] == event]
        for listener in listeners:
            message = {
                "client_id": self.page_id,
                "id": element["id"],
                "listener_id": listener["listener_id"],
                "args": [json.dumps(detail) for detail in details],
            }
            await self.socket.emit("event", message)

    async def _update(self, message: dict[str, Any]) -> None:
        message.pop("_id", None)
        self._elements.update({name: each for name, each in message.items() if each})

    async def _run(self, message: dict[str, Any]) -> None:
        if notice := _NOTICE.fullmatch(message["code"]):
            self.told.append(notice[1])


def is_button(element: dict[str, Any], name: str) -> bool:
    props = element.get("props", {})
    return element["tag"] == "q-btn" and name in (props.get("aria-label"), props.get("label"))


async def opened_by(visitor: Visitor, path: str) -> PythonPage:
    """The page there, in a tab of this visitor's browser."""
    page = PythonPage(visitor.address, (await visitor.get(path)).text)
    visitor.keep(page)
    await page.connect(cookie=visitor.cookie)
    return page


@pytest.fixture
async def team(house, parts, password_hash):
    """`await team("amira")` is that member of Bright Home, signed in, in a browser of their own."""
    async with house.store.transaction() as tx:
        for member in (house.amira, house.jonas, house.olga, house.nora):
            await tx.users.set_password(member.user_id, password_hash)
    present = []
    async with opened(parts) as (address, _):

        async def team(name):
            present.append(Visitor(address))
            await present[-1].sign_in(f"{name}@bright.test")
            return present[-1]

        yield team
        for visitor in present:
            await visitor.leave()


class App:
    """On somebody's phone: makes codes from a key, by the clock of the house."""

    def __init__(self, clock, key: str) -> None:
        self._clock = clock
        self.key = key

    def code(self) -> str:
        return pyotp.TOTP(self.key).at(self._clock.now())
