"""Which hashes are compared with a password: each costs what its parameters say."""

import pytest
from passlib.hash import argon2


@pytest.fixture
def verified(monkeypatch):
    """The hashes that were compared with a password, in their order.

    Seconds would tell the same on a calm machine only.
    """
    hashes = []
    argon2.get_backend()  # which it loads at first, and puts its own `verify` in place
    verify = argon2.verify.__func__

    def noting(cls, password, kept, **more):
        hashes.append(kept)
        return verify(cls, password, kept, **more)

    monkeypatch.setattr(argon2, "verify", classmethod(noting))
    return hashes


def work(kept):
    """What it costs to compare a password with this hash: memory, rounds and lanes."""
    scheme = argon2.from_string(kept)
    return scheme.memory_cost, scheme.rounds, scheme.parallelism
