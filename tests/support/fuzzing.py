"""What people with bad intent would send, as often as wished, and the same each time."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

HOSTILE = st.sampled_from(
    (
        "",
        "0",
        "-1",
        "' OR 1=1 --",
        '"NEAR(" AND * %_',
        "<img src=x onerror=alert(1)>",
        "{{7*7}}${7*7}",
        "\0",
        "../../etc/passwd",
        "x" * 10_100,
        "\r\nSet-Cookie: lc=1",
        "/live-conversations/2",
        "//evil.example",
        "+14165550190",
        "closed",
        "٣",
        "9" * 400,
    )
)


def in_stories(number: int) -> settings:
    """The same ones each time; a fixture lasts for all of them."""
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
