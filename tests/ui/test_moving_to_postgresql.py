"""The operator moves everything from the file into a PostgreSQL database, at a terminal."""

import pytest

from tests.support.command_line import BRIGHT_HOME

ON_THE_FILE_ONLY = [
    ("backup", "kept.tar"),
    ("restore", "kept.tar"),
    ("restore", "kept.tar", "--check"),
    ("export", "bright.zip", *BRIGHT_HOME),
    ("import", "bright.zip"),
    ("import", "bright.zip", "--check"),
]


@pytest.fixture
def bright_home(types):
    assert types("company", "create", "Bright Home", "--live-conversations").code == 0


@pytest.mark.usefixtures("bright_home")
def test_what_was_in_the_file_is_in_the_other_database_from_then_on(types, postgresql_url):
    moved = types("move-database", postgresql_url)
    types("company", "create", "Green Fork", DATABASE_URL=postgresql_url)

    assert (moved.code, moved.err) == (0, "")
    assert "companies: 1\n" in moved.out
    assert "Set DATABASE_URL, and start the server." in moved.out
    there = types("company", "list", DATABASE_URL=postgresql_url)
    assert there.out == "Bright Home\ton\nGreen Fork\toff\n"
    assert types("company", "list").out == "Bright Home\ton\n"


@pytest.mark.usefixtures("bright_home")
def test_a_second_move_is_refused_and_changes_nothing(types, postgresql_url):
    types("move-database", postgresql_url)

    again = types("move-database", postgresql_url)

    assert (again.code, again.out) == (1, "")
    assert "holds data of its own. Nothing was changed" in again.err
    assert types("company", "list", DATABASE_URL=postgresql_url).out == "Bright Home\ton\n"


@pytest.mark.usefixtures("bright_home")
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "Name the PostgreSQL database as DATABASE_URL would."),
        ("sqlite:///other.db", "DATABASE_URL is “sqlite:///other.db”. Write it like postgresql+"),
        (
            "postgresql://h/inbox",
            "DATABASE_URL is “postgresql://h/inbox”. Write it like postgresql+",
        ),
        ("postgresql+asyncpg://inbox:guess@127.0.0.1:9/inbox", "***@127.0.0.1:9/inbox cannot be"),
    ],
)
def test_a_database_that_cannot_be_moved_into_is_refused_in_a_sentence(types, url, said):
    done = types("move-database", url)

    assert done.code in (1, 2)
    assert said in done.err
    assert "Traceback" not in done.err
    assert "guess" not in done.err
    assert types("company", "list").out == "Bright Home\ton\n"


@pytest.mark.parametrize("arguments", ON_THE_FILE_ONLY, ids=" ".join)
def test_what_works_with_the_file_only_is_refused_and_says_where_to_read_on(
    types, folder, arguments
):
    """Before the other database is asked: none answers there."""
    done = types(*arguments, DATABASE_URL="postgresql+asyncpg://127.0.0.1:9/inbox")

    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "DATABASE_URL is set, and this command works with an SQLite database only. PostgreSQL is "
        "saved with pg_dump, and a company cannot be moved out of it or into it yet: see "
        "docs/postgresql.md.\n"
    )
    assert list(folder.iterdir()) == []
