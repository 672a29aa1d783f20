"""How the setting SECRET_KEY names one key, or during rotation the new one and older ones."""


def keys_in(written: str) -> list[str]:
    """Return the keys that stand with commas between them: the first signs, all are good."""
    return [key.strip() for key in written.split(",") if key.strip()]
