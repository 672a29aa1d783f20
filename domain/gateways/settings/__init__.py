"""What the operator decides before start: the environment and `.env`, read only here."""

from domain.gateways.settings.reading import read_settings
from domain.gateways.settings.secret_files import (
    DamagedKey,
    UnusableSettings,
    load_or_create_secret,
)
from domain.gateways.settings.settings import Settings, secret_key

__all__ = [
    "DamagedKey",
    "Settings",
    "UnusableSettings",
    "load_or_create_secret",
    "read_settings",
    "secret_key",
]
