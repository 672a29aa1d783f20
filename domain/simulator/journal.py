"""Every text the network ever took, in a file that is only added to and outlives a crash."""

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from domain.model.messages import Direction
from domain.model.opt_outs import ConsentChange, parse_network_keyword
from domain.simulator.media import Medium
from domain.simulator.message import Text


class Journal:
    """What has happened, line by line; everything else here is worked out from the lines.

    A line is in the file before the method that wrote it returns; on the disk itself, should the
    power fail, only with `fsync`. Without a path it is forgotten with the process.
    """

    def __init__(self, path: Path | None = None, *, fsync: bool = False) -> None:
        self._latest: dict[str, Text | None] = {}
        self._texts: dict[str, Text] = {}
        self._threads: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._blocked: set[tuple[str, str]] = set()
        self._settings: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._path = path
        self._fsync = fsync
        self._file: BinaryIO | None = None
        if path and path.exists():
            self._read(path)

    def texts(self) -> list[Text]:
        """Oldest first."""
        return list(self._texts.values())

    def find(self, sid: str) -> Text | None:
        return self._texts.get(sid)

    def medium(self, sid: str, medium_sid: str) -> Medium | None:
        """Return a file of a text; `None` when there is no such one."""
        text = self.find(sid)
        return next((each for each in text.media if each.sid == medium_sid), None) if text else None

    def thread(self, app_number: str, customer_number: str) -> list[Text]:
        """What one customer and one app number texted each other, oldest first."""
        sids = self._threads.get((app_number, customer_number), [])
        return [self._texts[sid] for sid in sids]

    def customers(self) -> dict[str, Text | None]:
        """Each with their latest text: first those who have none yet, then by time, backwards."""
        never = datetime.max.replace(tzinfo=UTC)
        by_time = sorted(
            self._latest.items(), key=lambda customer: customer[1].at if customer[1] else never
        )
        return dict(reversed(by_time))

    def blocks(self, app_number: str, customer_number: str) -> bool:
        """Whether this customer's last word to this number was STOP."""
        return (app_number, customer_number) in self._blocked

    def settings(self, app_number: str) -> dict[str, str]:
        """Return the webhook settings that were changed for a number."""
        return dict(self._settings[app_number])

    def set_number(self, app_number: str, settings: dict[str, str]) -> None:
        self._write({"number": app_number, "settings": settings})

    def add(self, text: Text) -> None:
        self._write({"text": text})

    def move(self, sid: str, status: str, *, error: str | None, at: datetime) -> Text:
        self._write({"moved": sid, "status": status, "error": error, "at": at})
        return self._texts[sid]

    def set_media(self, sid: str, media: Sequence[Medium]) -> Text:
        """Set the files that were downloaded from the sender's app."""
        self._write({"fetched": sid, "media": media})
        return self._texts[sid]

    def set_reported(self, sid: str, status: str) -> None:
        self._write({"told": sid, "status": status})

    def add_customer(self, number: str) -> None:
        self._write({"customer": number})

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def _read(self, path: Path) -> None:
        written = path.read_bytes()
        # A crash can cut the last line short. Nobody was told of it, so it never happened.
        whole = written[: written.rfind(b"\n") + 1]
        if len(whole) < len(written):
            path.write_bytes(whole)
        for line in whole.splitlines():
            self._apply(orjson.loads(line))

    def _write(self, entry: dict[str, object]) -> None:
        line = orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE)
        if self._path:
            self._append(line, self._path)
        self._apply(orjson.loads(line))

    def _append(self, line: bytes, path: Path) -> None:
        if self._file is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("ab")
        self._file.write(line)
        self._file.flush()
        if self._fsync:
            os.fsync(self._file.fileno())

    def _apply(self, entry: dict[str, Any]) -> None:
        match entry:
            case {"text": fields}:
                self._apply_text(_text(fields))
            case {"moved": sid, "status": status, "error": error, "at": at}:
                moved_at = datetime.fromisoformat(at)
                self._change(sid, status=status, error=error, status_at=moved_at)
            case {"fetched": sid, "media": media}:
                self._change(sid, media=_media(media))
            case {"told": sid, "status": status}:
                self._change(sid, told=status)
            case {"number": number, "settings": settings}:
                self._settings[number] |= settings
            case {"customer": number}:
                self._latest.setdefault(number, None)

    def _apply_text(self, text: Text) -> None:
        pair = (text.app_number, text.customer_number)
        self._texts[text.sid] = text
        self._threads[pair].append(text.sid)
        self._update_latest(text)
        change = parse_network_keyword(text.body, app_number=text.app_number)
        if text.is_inbound and change is ConsentChange.STOP:
            self._blocked.add(pair)
        elif text.is_inbound and change:
            self._blocked.discard(pair)

    def _update_latest(self, text: Text) -> None:
        known = self._latest.get(text.customer_number)
        if known is None or text.at >= known.at:
            self._latest[text.customer_number] = text

    def _change(self, sid: str, **changes: Any) -> None:
        self._texts[sid] = replace(self._texts[sid], **changes)


def _text(fields: dict[str, Any]) -> Text:
    fields["direction"] = Direction(fields["direction"])
    fields["at"] = datetime.fromisoformat(fields["at"])
    fields["status_at"] = datetime.fromisoformat(fields["status_at"])
    fields["media"] = _media(fields.get("media", []))
    fields["media_urls"] = tuple(fields.get("media_urls", []))
    return Text(**fields)


def _media(rows: list[dict[str, str]]) -> tuple[Medium, ...]:
    return tuple(Medium(**row) for row in rows)
