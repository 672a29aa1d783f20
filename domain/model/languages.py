"""Languages that a legal notice may be in, so that it is read out in the right one."""

from domain.model.settings_errors import UnknownLanguage

LANGUAGES = {
    "ar": "Arabic",
    "zh": "Chinese",
    "cs": "Czech",
    "da": "Danish",
    "nl": "Dutch",
    "en": "English",
    "fi": "Finnish",
    "fr": "French",
    "de": "German",
    "el": "Greek",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nb": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "pa": "Punjabi",
    "ro": "Romanian",
    "es": "Spanish",
    "sv": "Swedish",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
}
"""Names by BCP 47 code, sorted by name."""


def validate_language(written: str) -> str | None:
    """Nothing is no language in particular. Raise `UnknownLanguage`."""
    if not written:
        return None
    if written not in LANGUAGES:
        raise UnknownLanguage(written)
    return written
