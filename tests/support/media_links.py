"""What a link to a picture has in it."""

from tests.domain.conftest import PUBLIC


def token_of(url):
    assert url.startswith(f"{PUBLIC}/m/")
    return url.rpartition("/")[2]
