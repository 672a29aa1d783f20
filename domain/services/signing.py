"""Signatures by which this installation knows its own links, forms and answers again."""

from hashlib import sha256

from itsdangerous import Signer

from domain.model.signing import keys_in


def signer(secret_key: str, *, purpose: str) -> Signer:
    """Make a signer whose signatures are worth nothing for any other purpose.

    `domain/gateways/settings` sees to it that no key can be guessed.
    """
    newest_last = keys_in(secret_key)[::-1]
    return Signer(newest_last, salt=purpose, key_derivation="hmac", digest_method=sha256)
