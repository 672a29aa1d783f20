"""What the house holds itself to, beside what the linters hold."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

import ui as room
from domain.gateways.settings import Settings, read_settings
from tests import settings_page

ROOT = Path(__file__).parents[2]
ROOMS = ("domain", "storage", "ui")
SOURCES = [
    ROOT / "main.py",
    *(
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts
    ),
]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SCRIPTS = [
    path
    for folder in ("ui", "assets", "tests/js")
    for kind in ("*.js", "*.mjs", "*.css")
    for path in sorted((ROOT / folder).rglob(kind))
    if "node_modules" not in path.parts
]
OPENS_FUNCTION = re.compile(r"^( *)(?!(?:if|for|while|switch|else|try)\b)\S.*(?:\)|=>) \{$")
LONGEST_FUNCTION = 40
LONGEST_FILE = 300
FOR_NOBODY = {
    "domain/demo/server.py",
    "domain/model/actor.py",
    "domain/services/media/uploads.py",
    "domain/services/operations/diagnostics/runner.py",
    "domain/services/messaging/delivery.py",
    "domain/services/inbox/message_window.py",
    "domain/services/media/download.py",
    "domain/services/media/files.py",
    "domain/services/live/updates.py",
    "domain/services/messaging/delivery_status.py",
    "domain/services/notifications/content.py",
}
"""They act for the carrier, the outbox and the operator, or have asked for leave before."""


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def length(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1


def too_long(path: Path) -> set[str]:
    return {node.name for node in functions(path) if length(node) > LONGEST_FUNCTION}


def test_our_own_rooms_win_over_other_packages_of_that_name():
    assert Path(room.__file__).parents[1] == ROOT


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_file_is_calm_and_says_what_it_is_for(path):
    is_calm_and_says_what_it_is_for(path)


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_file_of_tests_is_calm_too_and_tells_its_own_stories(path):
    """What tests share is in `tests/support`, a `conftest.py` or beside them; never in a test."""
    is_calm_and_says_what_it_is_for(path)

    if path.name.startswith("test_"):
        assert SHARES_WITH_A_TEST.search(path.read_text()) is None


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_script_and_stylesheet_is_calm_too(path):
    lines = path.read_text().splitlines()

    assert len(lines) <= LONGEST_FILE
    if path.suffix != ".css":
        assert long_functions(lines) == {}


def long_functions(lines: list[str]) -> dict[str, int]:
    """Functions as Biome formats them: each ends at the first brace of its own indent."""
    found = {}
    for number, line in enumerate(lines):
        if opening := OPENS_FUNCTION.match(line):
            end = next(
                (
                    at
                    for at in range(number + 1, len(lines))
                    if lines[at].startswith(opening[1] + "}")
                ),
                number,
            )
            if end - number + 1 > LONGEST_FUNCTION:
                found[line.strip()] = end - number + 1
    return found


def test_a_long_function_of_a_script_would_be_noticed():
    body = ["    work();"] * LONGEST_FUNCTION

    assert long_functions(["  draw(row) {", *body, "  },"]) == {"draw(row) {": 42}
    assert long_functions(["  draw(row) {", *body[:38], "  },"]) == {}


SHARES_WITH_A_TEST = re.compile(r"^\s*(from|import) tests\.\S*test_", re.M)


def is_calm_and_says_what_it_is_for(path: Path) -> None:
    lines = path.read_text().splitlines()
    if not lines:
        assert path.name == "__init__.py"
        return
    assert lines[0].startswith('"""')
    assert len(lines) <= LONGEST_FILE
    assert too_long(path) == set()


def test_the_median_function_has_less_than_eight_lines():
    lengths = sorted(length(node) for path in SOURCES for node in functions(path))

    assert lengths[len(lengths) // 2] < 8


# TRUST: 2.3-20
def test_only_storage_knows_tables_and_only_their_owners_ask_without_a_scope():
    """Whoever asks in nobody's name does so in a file named here."""
    for path in SOURCES:
        room = path.relative_to(ROOT).parts[0]
        source = path.read_text()
        assert room == "storage" or "storage.tables" not in source, path
        if re.search(r"\bALL\b", source):
            assert str(path.relative_to(ROOT)) in FOR_NOBODY, path


def test_the_page_about_settings_is_what_the_settings_say():
    assert settings_page.PAGE.read_text() == settings_page.page()


# FAULT: S-13
def test_the_example_of_settings_names_them_all_and_can_be_used(tmp_path, monkeypatch):
    example = settings_page.EXAMPLE.read_text()
    assert example == settings_page.example()

    monkeypatch.chdir(tmp_path)
    Path(".env").write_text(re.sub("(?m)^#(?=[A-Z_]+=)", "", example))
    assert read_settings() == Settings.model_construct()


def test_every_version_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    pinned = [
        *project["project"]["dependencies"],
        *(each for group in project["dependency-groups"].values() for each in group),
        *project["tool"]["uv"]["constraint-dependencies"],
    ]

    assert [each for each in pinned if "==" not in each] == []
    assert len(pinned) > 60


SHORTCUTS = re.compile(
    r"ui\.(html|markdown|image|video|audio|download|restructured_text|interactive_image)\("
    r"|add_(body|head)_html|run_javascript\(f|sanitize=False|\.style\(f"
    r"|v-html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\|\s*safe\b|\beval\("
)
DRAWN = [
    path
    for folder in ("ui", "assets")
    for kind in ("*.py", "*.js", "*.html")
    for path in (ROOT / folder).rglob(kind)
    if path not in (ROOT / "ui" / "theme.py", ROOT / "ui" / "elements" / "shell" / "prerender.py")
]
"""All that draws.

The theme adds its own links to the head, and nothing of anybody else's; the prerendered list is
asked what it makes of what people wrote in `test_prerender.py`.
"""


# TRUST: 2.3-40
@pytest.mark.parametrize("path", DRAWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_drawn_but_as_text(path):
    assert SHORTCUTS.search(path.read_text()) is None


SPEAKS_SQL = {
    "text",
    "literal_column",
    "exec_driver_sql",
    "execute",
    "executemany",
    "executescript",
}
PUT_TOGETHER = (ast.JoinedStr, ast.BinOp)


def put_together(path: Path) -> set[str]:
    """The functions that build SQL of pieces. Outside of any there are only constants."""
    return {
        function.name
        for function in functions(path)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and called(call) in SPEAKS_SQL
        for argument in call.args[:1]
        if any(
            (isinstance(piece, PUT_TOGETHER) and not is_arithmetic(piece))
            or (isinstance(piece, ast.Call) and called(piece) in {"format", "join", "replace"})
            for piece in ast.walk(argument)
        )
    }


def is_arithmetic(piece: ast.AST) -> bool:
    """Whether it adds to or takes from a column: `messages.c.attempt + 1`."""
    sides = [piece.left, piece.right] if isinstance(piece, ast.BinOp) else []
    return any(
        (isinstance(side, ast.Constant) and isinstance(side.value, int))
        or (isinstance(side, ast.Name) and side.id.isupper())
        for side in sides
    )


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


# TRUST: 2.3-43
@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.is_relative_to(ROOT / "storage")],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_words_of_anybody_become_sql(path):
    """They travel beside the statement, as parameters."""
    assert put_together(path) == set()


# TRUST: 2.3-43
def test_sql_made_of_pieces_would_be_noticed(tmp_path):
    evil = tmp_path / "evil.py"
    for statement in ('f"SELECT {x}"', '"SELECT %s" % x', '"SELECT {}".format(x)', '"SEL" + x'):
        evil.write_text(f"def found(line, x):\n    return line.execute(text({statement}))\n")
        assert put_together(evil) == {"found"}
