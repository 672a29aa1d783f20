"""The text of a legal notice, how long it is, and its language."""

from domain.model.languages import LANGUAGES
from domain.services.admin.company import NOTICE_LIMIT, validate_notice
from ui.formatting.lengths import length_in_words
from ui.frame.forms import checked_by, hint, select_field, text_area
from ui.frame.loaded import Loaded

NOT_SPECIFIED = "Not specified"


class NoticeFields:
    """Says under the text how long it is while one types; `when_empty` if there is none."""

    def __init__(self, *, when_empty: str = "") -> None:
        self._when_empty = when_empty
        self.text = text_area("Text", check=checked_by(validate_notice))
        self._length = hint("").props("data-testid=notice-length")
        self.language = select_field(
            "Language of the notice", {"": NOT_SPECIFIED, **LANGUAGES}, value=""
        )
        self.text.on_value_change(self._measure)
        self._measure()

    def show(self, loaded: Loaded, text: str | None, language: str | None) -> None:
        loaded.show(self.text, text or "")
        loaded.show(self.language, language or "")

    def _measure(self) -> None:
        text = self.text.value.strip()
        is_said = text or not self._when_empty
        self._length.set_text(
            length_in_words(text, limit=NOTICE_LIMIT) if is_said else self._when_empty
        )
