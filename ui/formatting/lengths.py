"""How long a text is, in words that say what it costs to send."""

from domain.model.sms import measure


def length_in_words(text: str, *, limit: int | None = None) -> str:
    """As "22 of 800 characters · 1 SMS · GSM-7"; of a text with placeholders, once filled in."""
    length = measure(text)
    most = f" of {limit:,}" if limit else ""
    return f"{length.characters:,}{most} characters · {length.segments:,} SMS · {length.encoding}"
