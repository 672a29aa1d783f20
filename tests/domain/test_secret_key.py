"""The key of the house: made once, kept for its owner alone, and changed with care."""

import subprocess
import sys

import pytest

from domain.gateways.settings import UnusableSettings, secret_key
from tests.servers import ROOT
from tests.support.settings import settings


# SPEC: OPS-1
# TRUST: 2.3-18
def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path):
    made = secret_key(settings(tmp_path))

    assert len(made) >= 43
    assert secret_key(settings(tmp_path)) == made
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


# SPEC: OPS-1
# TRUST: 2.3-18
def test_a_key_that_others_can_read_stops_the_start(tmp_path):
    secret_key(settings(tmp_path))
    (tmp_path / "secret-key").chmod(0o644)

    with pytest.raises(UnusableSettings, match="chmod 600"):
        secret_key(settings(tmp_path))


# FAULT: A-14
@pytest.mark.parametrize("content", [b"", b"\n", b"short", b"a" * 64, b"\xff" * 40])
def test_a_damaged_key_stops_the_start_and_stays_for_the_operator_to_see(tmp_path, content):
    kept = tmp_path / "secret-key"
    kept.touch(mode=0o600)
    kept.write_bytes(content)

    with pytest.raises(UnusableSettings, match="Put it back from a backup"):
        secret_key(settings(tmp_path))

    assert kept.read_bytes() == content


# FAULT: A-17
def test_a_first_start_on_a_full_disk_leaves_no_empty_key_behind(tmp_path):
    """A process that may write no file stands for the disk."""
    program = (
        "import resource, pathlib; from domain.gateways.settings import *;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"
        f"path = pathlib.Path({str(tmp_path)!r}) / 'secret-key';"
        "load_or_create_secret(path, lambda: 'made at random')"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)

    assert "UnusableSettings" in done.stderr
    assert "could not be made: File too large" in done.stderr
    assert list(tmp_path.iterdir()) == []


# SPEC: OPS-1
# TRUST: 2.3-18
@pytest.mark.parametrize("key", ["short", "x" * 31, "change-me", " " * 40, "a" * 64])
def test_a_key_that_can_be_guessed_stops_the_start(tmp_path, key):
    with pytest.raises(UnusableSettings, match="SECRET_KEY"):
        secret_key(settings(tmp_path, secret_key=key))


def test_a_long_key_of_ones_own_is_taken(tmp_path):
    own = "9b1f0c7d2e5a48f6a3c4d7e8f9012b3c"

    assert secret_key(settings(tmp_path, secret_key=own)) == own
    assert list(tmp_path.iterdir()) == []


# TRUST: 2.3-18
def test_during_rotation_each_of_the_keys_must_be_a_good_one(tmp_path):
    new, old = "9b1f0c7d2e5a48f6a3c4d7e8f9012b3c", "Zu2cR0s8tq-4vWx6yK1mN3pL5hJ7gF9d"

    assert secret_key(settings(tmp_path, secret_key=f"{new}, {old}")) == f"{new}, {old}"
    for keys in (f"{new},change-me", f"change-me,{old}", f"{new},{'a' * 64}", ",,"):
        with pytest.raises(UnusableSettings, match="SECRET_KEY"):
            secret_key(settings(tmp_path, secret_key=keys))
